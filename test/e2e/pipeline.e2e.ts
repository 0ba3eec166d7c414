import { Webhook } from 'standardwebhooks';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSimulator, type Simulator } from '#src/demo/simulator/simulator.js';
import { freshDatabase } from '../support/database.js';
import { startRedis } from '../support/redis.js';
import { fence, shopCluster } from '../support/shop-cluster.js';
import { startReceiver, type WebhookReceiver } from '../support/webhook-receiver.js';
import { addCluster, judged, snapshotNow, startWorker, subscribe, type TestWorker, until } from '../support/worker.js';

const redis = await startRedis();
afterAll(() => redis?.stop());

const CONTROL = 'SEG-NP-001';

describe.each(['postgres', 'redis'] as const)('the pipeline with its queues on %s', (kind) => {
  describe.skipIf(kind === 'redis' && redis === undefined)('from an API server to a webhook', () => {
    let worker: TestWorker;
    let simulator: Simulator;
    let receiver: WebhookReceiver;
    let clusterId: number;
    let secret: string;

    beforeAll(async () => {
      const environment = kind === 'redis' ? { REDIS_URL: redis?.url } : {};
      worker = await startWorker(await freshDatabase(), environment);
      await worker.store.prisma.tenant.create({
        data: {
          slug: 'shop',
          name: 'Shop',
          tier: 2,
          origin: 'registered',
          rules: { create: { namespaceGlob: 'shop' } },
        },
      });
      await worker.store.prisma.tenant.create({
        data: {
          slug: 'blog',
          name: 'Blog',
          tier: 0,
          origin: 'registered',
          rules: { create: { namespaceGlob: 'blog' } },
        },
      });
      simulator = await startSimulator({ name: 'prod', objects: shopCluster() });
      receiver = await startReceiver();
      ({ secret } = await subscribe(worker, receiver.url, ['finding.*']));
      clusterId = await addCluster(worker, simulator);
    });

    afterAll(async () => {
      await worker.close();
      await simulator.close();
      await receiver.close();
    });

    const shopFinding = () =>
      worker.store.prisma.finding.findFirst({ where: { clusterId, control: CONTROL, subject: { contains: 'shop' } } });

    it('takes the first snapshot of a new cluster by itself and judges it', async () => {
      await judged(worker, clusterId, 1);
      const cluster = await worker.store.prisma.cluster.findUniqueOrThrow({ where: { id: clusterId } });
      expect(cluster).toMatchObject({ state: 'ready', headSeq: 1, assessedSeq: 1, lastError: null, leaseOwner: null });
      const run = await worker.store.prisma.run.findFirstOrThrow({ where: { clusterId } });
      expect(run).toMatchObject({ state: 'COMMITTED', trigger: 'interval', seq: 1, attempts: 1 });
      expect(run.progress).toMatchObject({
        stage: 'store',
        kindsDone: (run.progress as { kindsTotal: number }).kindsTotal,
      });
    });

    it('opens findings, draws crossings and scores the tenants', async () => {
      expect(await shopFinding()).toMatchObject({ status: 0, firstSeq: 1 });
      const crossing = await worker.store.prisma.crossing.findFirst({
        where: { clusterId, fromParty: 'blog', toParty: 'shop' },
      });
      expect(crossing).toMatchObject({ verdict: 'allowed', must: 'all' });
      const scores = await worker.store.prisma.scoreCurrent.findMany({ where: { clusterId, tenantId: { gt: 0 } } });
      expect(scores).toHaveLength(2);
      for (const { lower, upper } of scores) expect(lower).toBeLessThanOrEqual(upper);
      expect(await worker.store.prisma.scoreCurrent.findFirst({ where: { clusterId: 0, tenantId: 0 } })).not.toBeNull();
    });

    it('delivers each opened finding once, signed and thin', async () => {
      const open = await worker.store.prisma.finding.count({ where: { clusterId, status: 0 } });
      const opened = () => receiver.received.filter(({ json }) => json.type === 'finding.opened');
      await until(() => Promise.resolve(opened().length >= open ? true : undefined));
      expect(opened()).toHaveLength(open);
      for (const { headers, body, json } of opened()) {
        expect(new Webhook(secret).verify(body, headers as Record<string, string>)).toMatchObject({
          specversion: '1.0',
        });
        expect(headers['webhook-id']).toBe(json.id);
        expect(headers['content-type']).toContain('application/cloudevents+json');
        expect(Buffer.byteLength(body)).toBeLessThan(20_000);
        expect(json.data['link']).toMatch(/^https:\/\/fenceline\.example\/api\/v1\/findings\//);
      }
    });

    it('resolves a finding when the fault is gone and reopens it when it is back, with one identity', async () => {
      const before = await shopFinding();
      simulator.replaceObjects(shopCluster(fence('shop')));
      await snapshotNow(worker, clusterId);
      expect(await shopFinding()).toMatchObject({ id: before?.id, status: 1 });
      simulator.replaceObjects(shopCluster());
      await snapshotNow(worker, clusterId);
      expect(await shopFinding()).toMatchObject({ id: before?.id, status: 0, reopenCount: 1 });
      const events = await worker.store.prisma.findingEvent.findMany({
        where: { findingId: before?.id ?? '' },
        orderBy: { seq: 'asc' },
      });
      expect(events.map(({ type }) => type)).toEqual(['opened', 'resolved', 'reopened']);
    });

    it('tells the receiver in that order', async () => {
      const finding = await shopFinding();
      const told = () =>
        receiver.received
          .filter(({ json }) => JSON.stringify(json.data['finding'] ?? '').includes(finding?.id ?? '-'))
          .map(({ json }) => json.type);
      await until(() => Promise.resolve(told().length >= 3 ? true : undefined));
      expect(told()).toEqual(['finding.opened', 'finding.resolved', 'finding.reopened']);
    });
  });
});
