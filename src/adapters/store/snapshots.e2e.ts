import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { anyContent, comparable, factsAt, object, podGroup, remembered } from '../../../test/support/snapshot-facts.js';
import { TestStore } from '../../../test/support/store.js';

let db: TestStore;
beforeAll(async () => {
  db = await TestStore.open();
});
afterAll(() => db.close());

const policy = (name: string, spec: unknown) => object('networking.k8s.io/v1', 'NetworkPolicy', 'shop', name, spec);

describe('a stored snapshot', () => {
  it('comes back exactly, and so does every one before it', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.tuple(anyContent, fc.integer({ min: 1, max: 30 })), { minLength: 2, maxLength: 7 }),
        async (contents) => {
          const clusterId = await db.cluster();
          const expected: SnapshotFacts[] = [];
          let hours = 0;
          for (const [content, pause] of contents) {
            hours += pause;
            const facts = factsAt(hours, content);
            await db.ingest(clusterId, facts);
            expected.push(remembered(expected.at(-1), facts));
          }
          for (const [index, facts] of expected.entries()) {
            expect(comparable(await db.snapshots.loadFacts(clusterId, index + 1))).toBe(comparable(facts));
          }
          const last = expected.at(-1);
          expect(comparable(await db.snapshots.loadFacts(clusterId, 'head'))).toBe(last && comparable(last));
        },
      ),
      { numRuns: 40 },
    );
  });

  it.each([
    { name: 'U+0000 in a value', spec: { note: 'a\0b' }, back: { note: 'a\uFFFDb' } },
    { name: 'half a surrogate pair in a key', spec: { 'x\ud800': 1 }, back: { 'x\uFFFD': 1 } },
    { name: 'a backslash before u0000', spec: { note: '\\u0000' }, back: { note: '\\u0000' } },
    {
      name: 'numbers at the edge',
      spec: { n: [1e21, 5e-324, -0, 0.1, 2 ** 53] },
      back: { n: [1e21, 5e-324, 0, 0.1, 2 ** 53] },
    },
    {
      name: 'characters COPY escapes',
      spec: { note: 'tab\t nl\n cr\r \\N \\.' },
      back: { note: 'tab\t nl\n cr\r \\N \\.' },
    },
  ])('keeps $name', async ({ spec, back }) => {
    const clusterId = await db.cluster();
    await db.ingest(clusterId, factsAt(0, { objects: [policy('p', spec)] }));
    expect((await db.snapshots.loadFacts(clusterId, 'head')).objects).toEqual([policy('p', back)]);
  });

  it('keeps two objects that claim one name', async () => {
    const clusterId = await db.cluster();
    const objects = [policy('same', { a: 1 }), policy('same', { a: 2 })];
    await db.ingest(clusterId, factsAt(0, { objects }));
    expect((await db.snapshots.loadFacts(clusterId, 1)).objects).toEqual(objects);
  });

  it('is found by time', async () => {
    const clusterId = await db.cluster();
    await db.ingest(clusterId, factsAt(0, { objects: [policy('old', {})] }));
    await db.ingest(clusterId, factsAt(5, { objects: [policy('new', {})] }));
    const at = async (hours: number) =>
      (await db.snapshots.loadFacts(clusterId, new Date(factsAt(hours).observedAt))).objects[0]?.metadata.name;
    expect(await at(4)).toBe('old');
    expect(await at(5)).toBe('new');
    await expect(at(-1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('holds thousands of objects and their changes', async () => {
    const clusterId = await db.cluster();
    const objects = Array.from({ length: 4000 }, (_, i) => policy(`p${String(i)}`, { i }));
    const podGroups = Array.from({ length: 1500 }, (_, i) => podGroup('shop', `d${String(i)}`, 3));
    const first = factsAt(0, { objects, podGroups });
    const second = factsAt(1, {
      objects: objects.slice(1500).map((o) => ({ ...o, spec: { changed: true } })),
      podGroups: podGroups.slice(5),
    });
    expect(await db.ingest(clusterId, first)).toMatchObject({ seq: 1, added: 5500, changed: 0, removed: 0 });
    expect(await db.ingest(clusterId, second)).toMatchObject({ seq: 2, added: 0, changed: 2500, removed: 1505 });
    expect(comparable(await db.snapshots.loadFacts(clusterId, 1))).toBe(comparable(first));
    expect(comparable(await db.snapshots.loadFacts(clusterId, 2))).toBe(comparable(second));
  });
});

describe('a kind that could not be read', () => {
  it('keeps its last known objects and their pods, and says so', async () => {
    const clusterId = await db.cluster();
    const known = factsAt(0, { objects: [policy('p', {})], podGroups: [podGroup('shop', 'web', 2)] });
    await db.ingest(clusterId, known);
    const coverage = [
      { kind: 'networking.k8s.io/NetworkPolicy', state: 'FORBIDDEN', items: 0 },
      { kind: 'core/Pod', state: 'UNAVAILABLE', items: 0 },
    ] as const;
    expect(await db.ingest(clusterId, factsAt(1, { coverage }))).toMatchObject({ removed: 0 });
    const facts = await db.snapshots.loadFacts(clusterId, 'head');
    expect(facts).toMatchObject({ objects: known.objects, podGroups: known.podGroups, coverage });
    expect(await db.ingest(clusterId, factsAt(2))).toMatchObject({ removed: 2 });
  });
});

describe('a difference', () => {
  it('names what was added, changed and removed, in both directions', async () => {
    const clusterId = await db.cluster();
    await db.ingest(
      clusterId,
      factsAt(0, { objects: [policy('gone', {}), policy('kept', {}), policy('twice', { v: 1 })] }),
    );
    await db.ingest(
      clusterId,
      factsAt(1, { objects: [policy('kept', {}), policy('twice', { v: 2 }), policy('brief', {})] }),
    );
    await db.ingest(
      clusterId,
      factsAt(2, { objects: [policy('kept', {}), policy('new', {}), policy('twice', { v: 3 })] }),
    );
    const names = async (from: number, to: number) =>
      (await db.snapshots.diffObjects(clusterId, from, to)).map(({ name, change }) => `${name} ${change}`);
    expect(await names(1, 2)).toEqual(['brief added', 'gone removed', 'twice changed']);
    expect(await names(1, 3)).toEqual(['gone removed', 'new added', 'twice changed']);
    expect(await names(3, 1)).toEqual(['gone added', 'new removed', 'twice changed']);
    expect(await names(2, 2)).toEqual([]);
    const [, , twice] = await db.snapshots.diffObjects(clusterId, 1, 3);
    expect(twice?.change).toBe('changed');
  });

  it('leaves out what changed and changed back', async () => {
    const clusterId = await db.cluster();
    for (const [hours, v] of [1, 2, 1].entries())
      await db.ingest(clusterId, factsAt(hours, { objects: [policy('p', { v })] }));
    expect(await db.snapshots.diffObjects(clusterId, 1, 3)).toEqual([]);
  });
});

describe('one transaction', () => {
  it('stores a run once, however often it is repeated and by however many', async () => {
    const clusterId = await db.cluster();
    const runId = randomUUID();
    const facts = factsAt(0, { objects: [policy('p', {})] });
    const results = await Promise.all([1, 2, 3, 4].map(() => db.ingest(clusterId, facts, runId)));
    expect(new Set(results.map(({ uid }) => uid)).size).toBe(1);
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await db.store.prisma.snapshot.count({ where: { clusterId } })).toBe(1);
  });

  it('leaves nothing behind when it fails half-way', async () => {
    const clusterId = await db.cluster();
    await db.ingest(clusterId, factsAt(0, { objects: [policy('p', { v: 1 })] }));
    const before = await dump(clusterId);
    const impossible = { ...factsAt(1, { objects: [policy('p', { v: 2 })] }), origin: null as unknown as 'live' };
    await expect(db.ingest(clusterId, impossible)).rejects.toThrow();
    expect(await dump(clusterId)).toEqual(before);
  });

  it('writes the event and ends the run with the snapshot', async () => {
    const clusterId = await db.cluster();
    const run = await db.store.prisma.run.create({
      data: { clusterId, trigger: 'manual', state: 'RUNNING', upload: Buffer.from('x') },
    });
    const { seq, uid } = await db.ingest(clusterId, factsAt(0, { objects: [policy('p', {})] }), run.id);
    expect(await db.store.prisma.run.findUnique({ where: { id: run.id } })).toMatchObject({
      state: 'COMMITTED',
      seq,
      upload: null,
    });
    const events = await db.store.prisma.outbox.findMany({ where: { clusterId } });
    expect(events).toMatchObject([{ topic: 'snapshot.committed', payload: { snapshot: { id: uid, seq, added: 1 } } }]);
  });
});

describe('fencing', () => {
  it('gives a lease to one of two rivals, and to the other after it was released', async () => {
    const clusterId = await db.cluster();
    const [a, b] = await Promise.all(['a', 'b'].map((owner) => db.leases.take(clusterId, owner, 60)));
    const held = a ?? b;
    expect([a, b].filter(Boolean)).toHaveLength(1);
    if (held === undefined) return;
    expect(await db.leases.renew(held, 60)).toBe(true);
    await db.leases.release(held);
    expect(await db.leases.renew(held, 60)).toBe(false);
    expect(await db.leases.take(clusterId, 'c', 60)).toEqual({ clusterId, epoch: held.epoch + 1n });
  });

  it('refuses the commit of a collector that was overtaken', async () => {
    const clusterId = await db.cluster();
    const zombie = await db.leases.take(clusterId, 'zombie', 0);
    const heir = await db.leases.take(clusterId, 'heir', 60);
    if (zombie === undefined || heir === undefined) throw new Error('no lease');
    const commit = (epoch: bigint, facts: SnapshotFacts) =>
      db.snapshots.ingest({ clusterId, runId: randomUUID(), epoch, facts, diagnostics: [], settled: true, skewMs: 0 });
    expect(await db.leases.renew(zombie, 60)).toBe(false);
    await expect(commit(zombie.epoch, factsAt(1))).rejects.toMatchObject({ code: 'SNAPSHOT.FENCED' });
    expect(await commit(heir.epoch, factsAt(1))).toMatchObject({ seq: 1 });
    await expect(commit(zombie.epoch, factsAt(2))).rejects.toMatchObject({ code: 'SNAPSHOT.FENCED' });
    expect(await db.store.prisma.snapshot.count({ where: { clusterId } })).toBe(1);
  });

  it.each([
    { name: 'an older observation', hours: -1, code: 'SNAPSHOT.FENCED' },
    { name: 'the same moment again', hours: 0, code: 'SNAPSHOT.FENCED' },
    { name: 'a clock far ahead', hours: 24 * 365 * 30, code: 'CONFLICT' },
  ])('refuses $name', async ({ hours, code }) => {
    const clusterId = await db.cluster();
    await db.ingest(clusterId, factsAt(0));
    await expect(db.ingest(clusterId, factsAt(hours))).rejects.toMatchObject({ code });
  });

  it('refuses a cluster that was deleted meanwhile', async () => {
    const clusterId = await db.cluster();
    await db.store.prisma.cluster.update({ where: { id: clusterId }, data: { deletedAt: new Date() } });
    await expect(db.ingest(clusterId, factsAt(0))).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('keeps sequences gapless and versions disjoint under rivals', async () => {
    const clusterId = await db.cluster();
    const attempts = Array.from({ length: 24 }, (_, i) =>
      factsAt(i + 1, { objects: [policy('p', { i }), policy(`q${String(i % 3)}`, { i })] }),
    );
    await Promise.all(attempts.map((facts) => db.ingest(clusterId, facts).catch(() => undefined)));
    const snapshots = await db.store.prisma.snapshot.findMany({ where: { clusterId }, orderBy: { seq: 'asc' } });
    expect(snapshots.length).toBeGreaterThan(0);
    expect(snapshots.map(({ seq }) => seq)).toEqual(snapshots.map((_, index) => index + 1));
    const { rows } = await db.store.pool.query(
      `WITH v AS (SELECT kind, namespace, name, int4range(from_seq, to_seq) AS r FROM resource_history WHERE cluster_id = $1
                  UNION ALL SELECT kind, namespace, name, int4range(from_seq, NULL) FROM resource WHERE cluster_id = $1)
       SELECT 1 FROM v a JOIN v b USING (kind, namespace, name) WHERE a.r && b.r AND a.r <> b.r`,
      [clusterId],
    );
    expect(rows).toEqual([]);
  });
});

async function dump(clusterId: number): Promise<unknown> {
  const where = { clusterId };
  const { prisma } = db.store;
  return {
    cluster: await prisma.cluster.findUnique({ where: { id: clusterId } }),
    resources: await prisma.resource.findMany({ where }),
    history: await prisma.resourceHistory.findMany({ where }),
    members: await prisma.snapshotMembers.findMany({ where }),
    snapshots: await prisma.snapshot.findMany({ where }),
    outbox: await prisma.outbox.findMany({ where }),
  };
}
