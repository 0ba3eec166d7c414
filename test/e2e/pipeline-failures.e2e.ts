import { randomUUID } from 'node:crypto';
import { gzipSync } from 'node:zlib';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import { startSimulator, type Simulator } from '#src/demo/simulator/simulator.js';
import { JobProducer } from '#src/adapters/queue/job-producer.js';
import { RunsRepository } from '#src/adapters/store/runs.repository.js';
import { freshDatabase } from '../support/database.js';
import { startRedis } from '../support/redis.js';
import { fence, shopCluster } from '../support/shop-cluster.js';
import { addCluster, judged, snapshotNow, startWorker, type TestWorker, until } from '../support/worker.js';

const redis = await startRedis();
const opened: Simulator[] = [];
let databaseUrl: string;
let worker: TestWorker;

beforeAll(async () => {
  databaseUrl = await freshDatabase();
  worker = await startWorker(databaseUrl);
});

afterEach(async () => {
  // A cluster that is gone must not keep the worker busy in the next test.
  await worker.store.pool.query('UPDATE cluster SET next_due_at = NULL');
  await worker.store.pool.query(`UPDATE run SET state = 'FAILED' WHERE state IN ('QUEUED', 'RUNNING')`);
  for (const simulator of opened.splice(0)) await simulator.close();
});

afterAll(async () => {
  await worker.close();
  await redis?.stop();
});

async function cluster(options: Partial<Parameters<typeof startSimulator>[0]> = {}): Promise<[Simulator, number]> {
  const simulator = await startSimulator({ name: `c-${randomUUID()}`, objects: shopCluster(), ...options });
  opened.push(simulator);
  const id = await addCluster(worker, simulator);
  return [simulator, id];
}

const rowOf = (id: number) => worker.store.prisma.cluster.findUniqueOrThrow({ where: { id } });
const runs = () => worker.context.get(RunsRepository);
const ended = (runId: string) =>
  until(async () => {
    const run = await runs().find(runId);
    return run !== null && run.state !== 'QUEUED' && run.state !== 'RUNNING' ? run : undefined;
  });
const findings = (clusterId: number) =>
  worker.store.prisma.finding.findMany({ where: { clusterId }, orderBy: { fingerprint: 'asc' } });

describe('what is not read is unknown', () => {
  it('a kind that becomes forbidden resolves nothing and lowers the coverage', async () => {
    const [simulator, id] = await cluster();
    await judged(worker, id, 1);
    const before = await findings(id);
    const open = before.filter(({ control, status }) => control.startsWith('SEG-NP') && status === 0);
    expect(open.length).toBeGreaterThan(0);
    simulator.setFault((request, response) => {
      if (!request.path.endsWith('/networkpolicies')) return false;
      response.writeHead(403, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ kind: 'Status', apiVersion: 'v1', status: 'Failure', reason: 'Forbidden', code: 403 }),
      );
      return true;
    });
    const seq = await snapshotNow(worker, id);
    const snapshot = await worker.store.prisma.snapshot.findUniqueOrThrow({
      where: { clusterId_seq: { clusterId: id, seq } },
    });
    expect(snapshot.coverage).toContainEqual(
      expect.objectContaining({ kind: 'networking.k8s.io/NetworkPolicy', state: 'FORBIDDEN' }),
    );
    const after = await findings(id);
    expect(after.filter(({ status }) => status === 1)).toEqual([]);
    const unknown = new Set(after.filter(({ status }) => status === 3).map((finding) => finding.id));
    expect(open.filter((finding) => !unknown.has(finding.id))).toEqual([]);
    // Read again, what was unknown is known, and still the same finding.
    simulator.setFault(undefined);
    await snapshotNow(worker, id);
    expect((await findings(id)).filter(({ status }) => status === 0).map((finding) => finding.id)).toEqual(
      expect.arrayContaining(open.map((finding) => finding.id)),
    );
  });
});

describe('a cluster that fails', () => {
  it('dying in the middle of a list loses nothing: the run is tried again and ends complete', async () => {
    const [simulator, id] = await cluster();
    await judged(worker, id, 1);
    let cut = 0;
    simulator.setFault((request, response) => {
      if (!request.path.endsWith('/networkpolicies') || cut >= 40) return false;
      cut++;
      response.writeHead(200, { 'content-type': 'application/json' });
      response.write('{"kind":"NetworkPolicyList","items":[');
      response.destroy();
      return true;
    });
    simulator.replaceObjects(shopCluster(fence('shop'), fence('blog')));
    const run = await runs().request(id, 'manual');
    await until(() => Promise.resolve(cut > 0 ? true : undefined));
    // Meanwhile everything known before is still there.
    expect(await rowOf(id)).toMatchObject({ assessedSeq: 1, headSeq: 1 });
    simulator.setFault(undefined);
    const { state, seq } = await ended(run.id);
    expect(state).toBe('COMMITTED');
    const where = { clusterId_seq: { clusterId: id, seq: seq ?? 0 } };
    const { coverage } = await worker.store.prisma.snapshot.findUniqueOrThrow({ where });
    expect(coverage).toContainEqual({ kind: 'networking.k8s.io/NetworkPolicy', state: 'COMPLETE', items: 2 });
  }, 90_000);

  it('is retried later, shows why, and is given up after five failures', async () => {
    const [simulator, id] = await cluster();
    await judged(worker, id, 1);
    await simulator.close();
    const run = await runs().request(id, 'manual');
    const waiting = await until(async () => {
      const row = await runs().find(run.id);
      return row?.state === 'QUEUED' && row.attempts === 1 ? row : undefined;
    });
    expect(waiting.nextAt.getTime()).toBeGreaterThan(Date.now());
    expect(waiting.error).toMatchObject({ code: 'CLUSTER.UNREACHABLE' });
    await vi.waitFor(async () => {
      expect(await rowOf(id)).toMatchObject({
        lastError: { code: 'CLUSTER.UNREACHABLE' },
        leaseOwner: null,
        headSeq: 1,
      });
    });
    await worker.store.prisma.run.update({ where: { id: run.id }, data: { attempts: 4, nextAt: new Date() } });
    expect(await ended(run.id)).toMatchObject({ state: 'POISON', attempts: 5, error: { code: 'CLUSTER.UNREACHABLE' } });
    expect(await rowOf(id)).toMatchObject({ state: 'failing', headSeq: 1 });
  }, 90_000);

  it('with an unknown certificate fails at once', async () => {
    const [, id] = await cluster();
    await judged(worker, id, 1);
    const other = await startSimulator({ name: 'other', objects: [] });
    opened.push(other);
    await worker.store.prisma.cluster.update({ where: { id }, data: { caPem: other.caPem, caHash: null } });
    const run = await runs().request(id, 'manual');
    expect(await ended(run.id)).toMatchObject({ state: 'FAILED', attempts: 1, error: { code: 'CLUSTER.TLS' } });
    expect(await rowOf(id)).toMatchObject({ state: 'failing', lastError: { code: 'CLUSTER.TLS' } });
  });

  it('that is another cluster than registered stops, and its data stays as it was', async () => {
    const [, id] = await cluster();
    await judged(worker, id, 1);
    const before = await findings(id);
    await worker.store.prisma.cluster.update({ where: { id }, data: { kubeSystemUid: randomUUID() } });
    const run = await runs().request(id, 'manual');
    expect(await ended(run.id)).toMatchObject({ state: 'FAILED', error: { code: 'CLUSTER.CHANGED' } });
    expect(await rowOf(id)).toMatchObject({ state: 'changed', nextDueAt: null, headSeq: 1 });
    expect(await findings(id)).toEqual(before);
  });
});

describe('two workers', () => {
  it('share the work without doubling it, and take up what a dead one left', async () => {
    const rival = await startWorker(databaseUrl);
    try {
      const ids: number[] = [];
      for (let i = 0; i < 4; i++) ids.push((await cluster())[1]);
      for (const id of ids) await judged(worker, id, 1);
      const snapshots = await worker.store.prisma.snapshot.groupBy({
        by: ['clusterId'],
        where: { clusterId: { in: ids } },
        _count: true,
      });
      expect(snapshots.map(({ _count }) => _count)).toEqual([1, 1, 1, 1]);
      // A run whose worker was killed: running, under a lease that has run out.
      const [id = 0] = ids;
      const run = await worker.store.prisma.run.create({
        data: { clusterId: id, trigger: 'manual', state: 'RUNNING', epoch: 1n, attempts: 1, startedAt: new Date() },
      });
      await worker.store.pool.query(
        `UPDATE cluster SET lease_owner = 'dead', lease_until = now() - interval '1 second' WHERE id = $1`,
        [id],
      );
      expect(await ended(run.id)).toMatchObject({ state: 'COMMITTED', attempts: 2, seq: 2 });
    } finally {
      await rival.close();
    }
  });

  it('cannot both store one run: the later epoch wins', async () => {
    const [, id] = await cluster();
    await judged(worker, id, 1);
    const run = await worker.store.prisma.run.findFirstOrThrow({ where: { clusterId: id } });
    await Promise.all(
      [1, 2, 3].map(() => worker.context.get(JobProducer).add('collect', { runId: run.id, attempt: 0 })),
    );
    await snapshotNow(worker, id);
    expect(await worker.store.prisma.snapshot.count({ where: { clusterId: id } })).toBe(2);
  });
});

describe('bundles', () => {
  async function bundle(): Promise<number> {
    const data = { name: `b-${randomUUID()}`, source: 'bundle', state: 'ready' };
    return (await worker.store.prisma.cluster.create({ data })).id;
  }
  const upload = async (id: number, text: string) =>
    (await runs().request(id, 'upload', Uint8Array.from(gzipSync(text)))).id;
  const manifests = (extra = '') => JSON.stringify({ apiVersion: 'v1', kind: 'List', items: shopCluster() }) + extra;

  it('are read from uploads, in order, each a snapshot of its own', async () => {
    const id = await bundle();
    const uploads = [
      await upload(id, manifests()),
      await upload(id, `${manifests()}\n---\n${JSON.stringify(fence('shop'))}`),
      await upload(id, manifests()),
    ];
    const sequence: (number | null)[] = [];
    for (const run of uploads) sequence.push((await ended(run)).seq);
    expect(sequence).toEqual([1, 2, 3]);
    await judged(worker, id, 3);
    const reopened = await worker.store.prisma.finding.count({ where: { clusterId: id, reopenCount: 1, status: 0 } });
    expect(reopened).toBeGreaterThan(0);
    expect(await worker.store.prisma.run.count({ where: { clusterId: id, upload: { not: null } } })).toBe(0);
  });

  it.each([
    ['nothing of Kubernetes', 'hello: world', 'MANIFEST.UNREADABLE'],
    ['an alias bomb', `a: &a [x]\nb: &b [*a,*a]\nc: [*b,*b]`, 'MANIFEST.UNREADABLE'],
  ])('refuse %s and keep what they had', async (_, text, code) => {
    const id = await bundle();
    await ended(await upload(id, manifests()));
    expect(await ended(await upload(id, text))).toMatchObject({ state: 'FAILED', error: { code } });
    expect(await rowOf(id)).toMatchObject({ headSeq: 1, lastError: { code } });
  });
});

describe.skipIf(redis === undefined)('a Redis that lost everything', () => {
  it('delays work, but loses none: the rows are asked for again', async () => {
    const url = await freshDatabase();
    const other = await startWorker(url, { REDIS_URL: redis?.url });
    try {
      const simulator = await startSimulator({ name: 'lost', objects: shopCluster() });
      opened.push(simulator);
      const id = await addCluster(other, simulator);
      await judged(other, id, 1);
      const producer = other.context.get(JobProducer);
      for (const name of ['tick', 'collect', 'assess'] as const) await producer.queue(name).obliterate({ force: true });
      const run = await other.context.get(RunsRepository).request(id, 'manual');
      // What every worker does once a minute.
      await producer.scheduleTick(other.config.worker.tickMs);
      await judged(other, id, 2);
      expect(await other.context.get(RunsRepository).find(run.id)).toMatchObject({ state: 'COMMITTED' });
    } finally {
      await other.close();
    }
  });
});
