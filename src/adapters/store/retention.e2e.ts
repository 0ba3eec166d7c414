import { afterEach, beforeEach, expect, it } from 'vitest';
import { assessment, judgementOf } from '../../../test/support/assessment.js';
import { comparable, factsAgo, object, podGroup } from '../../../test/support/snapshot-facts.js';
import { TestStore } from '../../../test/support/store.js';

const POLICY = { days: 45, membersDays: 10 };

let db: TestStore;
beforeEach(async () => {
  db = await TestStore.open();
});
afterEach(() => db.close());

const policy = (name: string, spec: unknown) => object('networking.k8s.io/v1', 'NetworkPolicy', 'shop', name, spec);
const content = (version: number, replicas: number) => ({
  objects: [policy('changing', { version }), policy('steady', {})],
  podGroups: [podGroup('shop', 'web', replicas)],
});
const rebuilt = async (clusterId: number, seq: number) => comparable(await db.snapshots.loadFacts(clusterId, seq));

it('drops old snapshots, keeps young ones, and says when pods are gone', async () => {
  const clusterId = await db.cluster();
  const history = [
    factsAgo(100, content(1, 1)),
    factsAgo(99, content(2, 2)),
    factsAgo(20, content(3, 3)),
    factsAgo(1, content(4, 4)),
  ];
  for (const facts of history) await db.ingest(clusterId, facts);
  const report = await db.retention.enforce(POLICY);
  expect(report).toMatchObject({ snapshots: 2 });
  expect(report?.partitions.some((name) => name.startsWith('resource_history_'))).toBe(true);
  await expect(db.snapshots.loadFacts(clusterId, 1)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const third = await db.snapshots.loadFacts(clusterId, 3);
  expect(third.objects).toEqual(history[2]?.objects);
  expect(third.podGroups[0]?.members).toEqual([]);
  expect(third.coverage).toMatchObject([{ kind: 'core/Pod', state: 'TRUNCATED', items: 3 }]);
  expect(await rebuilt(clusterId, 4)).toBe(comparable(history[3] ?? third));
});

it('never drops the newest snapshot of a cluster that fell silent', async () => {
  const clusterId = await db.cluster();
  const last = factsAgo(100, content(2, 3));
  await db.ingest(clusterId, factsAgo(101, content(1, 2)));
  await db.ingest(clusterId, last);
  await db.retention.enforce(POLICY);
  expect(await rebuilt(clusterId, 2)).toBe(comparable(last));
  const next = factsAgo(0, content(3, 4));
  await db.ingest(clusterId, next);
  await db.retention.enforce(POLICY);
  expect(await rebuilt(clusterId, 2)).toBe(comparable(last));
  expect(await rebuilt(clusterId, 3)).toBe(comparable(next));
});

it('never drops the last complete snapshot, however many incomplete ones followed', async () => {
  const clusterId = await db.cluster();
  const coverage = [{ kind: 'core/Node', state: 'FORBIDDEN', items: 0 }] as const;
  const complete = factsAgo(100, content(1, 2));
  await db.ingest(clusterId, complete);
  for (const days of [99, 60, 20, 1])
    await db.ingest(clusterId, { ...factsAgo(days, content(days + 1, days)), coverage });
  await db.retention.enforce(POLICY);
  expect(await rebuilt(clusterId, 1)).toBe(comparable(complete));
  const changes = await db.snapshots.diffObjects(clusterId, 1, 5);
  expect(changes.map(({ name, change }) => [name, change])).toEqual([['changing', 'changed']]);
});

it('keeps analyses as long as their snapshots, with bodies that others share', async () => {
  const clusterId = await db.cluster();
  const assessed = assessment({ members: [{ tenant: 'shop', namespaces: ['shop'], rule: 'label' }] });
  for (const [index, days] of [100, 99, 1].entries()) {
    const { seq } = await db.ingest(clusterId, factsAgo(days, content(index, 1)));
    await db.assessments.commit({ clusterId, seq, assessment: assessed, judgement: judgementOf(assessed, seq) });
  }
  await db.retention.enforce(POLICY);
  await expect(db.assessments.load(clusterId, 2)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  expect(await db.assessments.load(clusterId, 3)).toMatchObject({ members: assessed.members });
});

it('does nothing the second time, and runs once at a time', async () => {
  const clusterId = await db.cluster();
  for (const days of [100, 1]) await db.ingest(clusterId, factsAgo(days, content(days, 1)));
  const reports = await Promise.all([db.retention.enforce(POLICY), db.retention.enforce(POLICY)]);
  expect(reports.filter((report) => report !== undefined)).toHaveLength(1);
  expect(await db.retention.enforce(POLICY)).toEqual({ partitions: [], snapshots: 0, events: 0 });
});

it('drops partitions although a reader is in the middle of a statement', async () => {
  const clusterId = await db.cluster();
  await db.ingest(clusterId, factsAgo(100, content(1, 1)));
  await db.ingest(clusterId, factsAgo(1, content(2, 1)));
  const reader = db.store.sqlRead(async (client) => {
    await client.query('SELECT count(*) FROM resource_history');
    await client.query('SELECT pg_sleep(0.5)');
    return client.query('SELECT count(*) FROM resource_history');
  });
  const [, report] = await Promise.all([reader, db.retention.enforce(POLICY)]);
  expect(report?.partitions.length).toBeGreaterThan(0);
});

it('finishes a detach that was interrupted', async () => {
  await db.partitions.ensureFor(new Date(factsAgo(1).observedAt));
  await db.store.pool.query('CREATE TABLE parts.resource_history_19990101 (LIKE resource_history)');
  expect((await db.retention.enforce(POLICY))?.partitions).toContain('resource_history_19990101');
});
