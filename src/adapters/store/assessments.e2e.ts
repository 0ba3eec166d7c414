import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { Assessment } from '#src/controls/assessment.js';
import { assessment, breach, crossing, judgementOf, tenantScore } from '../../../test/support/assessment.js';
import { factsAt } from '../../../test/support/snapshot-facts.js';
import { TestStore } from '../../../test/support/store.js';

let db: TestStore;
let clusterId: number;
let seq: number;
beforeAll(async () => {
  db = await TestStore.open();
});
afterAll(() => db.close());
beforeEach(async () => {
  clusterId = await db.cluster();
  seq = 0;
});

/** Takes one more snapshot of the cluster and stores this assessment of it. */
async function next(parts: Partial<Assessment>, missing: readonly string[] = []) {
  seq = (await db.ingest(clusterId, factsAt(seq + 1))).seq;
  return commit(parts, seq, missing);
}

function commit(parts: Partial<Assessment>, at: number, missing: readonly string[] = []) {
  const assessed = assessment(parts);
  return db.assessments.commit({
    clusterId,
    seq: at,
    assessment: assessed,
    judgement: judgementOf(assessed, at, missing),
  });
}

const findings = () => db.store.prisma.finding.findMany({ where: { clusterId }, orderBy: { fingerprint: 'asc' } });
const episodes = () => db.store.prisma.findingEpisode.findMany({ where: { clusterId }, orderBy: { openedSeq: 'asc' } });
const topics = async () =>
  (
    await db.store.prisma.outbox.findMany({
      where: { clusterId, topic: { startsWith: 'finding' } },
      orderBy: { id: 'asc' },
    })
  ).map(({ topic }) => topic);

describe('a finding', () => {
  it('opens, resolves and reopens with episodes, numbered events and messages', async () => {
    expect(await next({ breaches: [breach('f')] })).toMatchObject({ opened: 1 });
    const [opened] = await findings();
    expect(opened).toMatchObject({ status: 0, severity: 3, firstSeq: 1, reopenCount: 0, subject: 'shop/Deployment/f' });
    expect(await next({})).toMatchObject({ resolved: 1 });
    expect((await findings())[0]).toMatchObject({
      status: 1,
      closedSeenAt: new Date(factsAt(1).observedAt),
      resolvedAt: new Date(factsAt(2).observedAt),
    });
    expect(await next({ breaches: [breach('f')] })).toMatchObject({ reopened: 1 });
    expect((await findings())[0]).toMatchObject({
      id: opened?.id,
      status: 0,
      reopenCount: 1,
      resolvedAt: null,
      closedSeenAt: null,
    });
    expect((await episodes()).map(({ openedSeq, closedSeq }) => [openedSeq, closedSeq])).toEqual([
      [1, 2],
      [3, null],
    ]);
    const events = await db.store.prisma.findingEvent.findMany({ where: { clusterId }, orderBy: { seq: 'asc' } });
    expect(events.map(({ seq: number, type, snapshotSeq }) => [number, type, snapshotSeq])).toEqual([
      [1, 'opened', 1],
      [2, 'resolved', 2],
      [3, 'reopened', 3],
    ]);
    expect(await topics()).toEqual(['finding.opened', 'finding.resolved', 'finding.reopened']);
  });

  it('is not written again while nothing about it changes', async () => {
    await next({ breaches: [breach('f'), breach('g')] });
    const before = await findings();
    await next({ breaches: [breach('f'), breach('g', { because: 'two policies miss it' })] });
    const [f, g] = await findings();
    expect(f).toEqual(before[0]);
    expect(g).toMatchObject({ because: 'two policies miss it', version: 1, firstSeq: 1 });
    expect(await topics()).toEqual(['finding.opened', 'finding.opened']);
  });

  it('stays in its episode while it is unknown, and never resolves then', async () => {
    await next({ breaches: [breach('f')] });
    expect(await next({}, ['SEG-NP-001'])).toMatchObject({ unknown: 1, resolved: 0 });
    expect((await findings())[0]).toMatchObject({ status: 3, resolvedAt: null });
    await next({ breaches: [breach('f')] });
    expect((await findings())[0]).toMatchObject({ status: 0, reopenCount: 0 });
    expect((await episodes()).map(({ openedSeq, closedSeq }) => [openedSeq, closedSeq])).toEqual([[1, null]]);
    expect(await topics()).toEqual(['finding.opened', 'finding.unknown']);
  });

  it('that was unknown from the start is announced when it is proven', async () => {
    await next({ breaches: [breach('f', { verdict: 'unknown' })] });
    expect(await episodes()).toEqual([]);
    expect(await next({ breaches: [breach('f')] })).toMatchObject({ opened: 1 });
    expect(await topics()).toEqual(['finding.unknown', 'finding.opened']);
  });

  it('keeps since when the drop brake holds it', async () => {
    const many = Array.from({ length: 101 }, (_, i) => breach(`f${String(i)}`));
    await next({ breaches: many });
    expect(await next({})).toMatchObject({ resolved: 0 });
    expect((await findings()).every(({ heldSince, status }) => heldSince === 2 && status === 0)).toBe(true);
    expect(await next({})).toMatchObject({ resolved: 101 });
    expect((await findings()).every(({ heldSince, status }) => heldSince === null && status === 1)).toBe(true);
  });

  it('belongs to tenants, discovered when nobody registered them', async () => {
    await next({ breaches: [breach('f', { tenants: ['constructor', `only-${String(clusterId)}`] })] });
    const slugs = await db.store.prisma.tenant.findMany({
      where: { id: { in: (await findings())[0]?.tenantIds ?? [] } },
    });
    expect(slugs.map(({ slug, origin }) => `${slug} ${origin}`).sort()).toEqual([
      'constructor discovered',
      `only-${String(clusterId)} discovered`,
    ]);
  });

  it('comes in thousands', async () => {
    const many = Array.from({ length: 5000 }, (_, i) => breach(`f${String(i)}`));
    expect(await next({ breaches: many })).toMatchObject({ opened: 5000 });
    expect(await next({ breaches: many.slice(50) })).toMatchObject({ opened: 0, resolved: 50 });
    expect(await db.store.prisma.finding.count({ where: { clusterId, status: 0 } })).toBe(4950);
  });
});

describe('an assessment', () => {
  it('is stored once per snapshot, and never after a newer one', async () => {
    await next({ breaches: [breach('f')] });
    const before = await db.store.prisma.outbox.count();
    expect(await commit({}, 1)).toMatchObject({ repeated: true });
    expect((await findings())[0]).toMatchObject({ status: 0 });
    expect(await db.store.prisma.outbox.count()).toBe(before);
    await db.ingest(clusterId, factsAt(2));
    await db.ingest(clusterId, factsAt(3));
    await commit({}, 3);
    await expect(commit({}, 2)).rejects.toMatchObject({ code: 'SNAPSHOT.FENCED' });
    await expect(commit({}, 9)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  it('is stored once when two workers race', async () => {
    await db.ingest(clusterId, factsAt(1));
    const results = await Promise.all([1, 2, 3].map(() => commit({ breaches: [breach('f')] }, 1)));
    expect(results.filter(({ repeated }) => !repeated)).toHaveLength(1);
    expect(await topics()).toEqual(['finding.opened']);
  });

  it('leaves nothing behind when it fails half-way', async () => {
    await next({ breaches: [breach('f')] });
    await db.ingest(clusterId, factsAt(2));
    const assessed = assessment({ breaches: [breach('g')] });
    const judgement = {
      ...judgementOf(assessed, 2),
      rollUpFleet: () => {
        throw new Error('half-way');
      },
    };
    await expect(db.assessments.commit({ clusterId, seq: 2, assessment: assessed, judgement })).rejects.toThrow(
      'half-way',
    );
    expect((await findings()).map(({ fingerprint, status }) => [fingerprint, status])).toEqual([['f', 0]]);
    expect(await db.store.prisma.analysis.count({ where: { clusterId } })).toBe(1);
    expect(await db.store.prisma.cluster.findUnique({ where: { id: clusterId } })).toMatchObject({ assessedSeq: 1 });
  });

  it('comes back as it was, also when its body is shared', async () => {
    const parts = {
      crossings: [crossing('a', 'b', 'TCP 80')],
      scores: [tenantScore('a', 70)],
      members: [{ tenant: 'a', namespaces: ['x'], rule: 'label' }],
    };
    await next(parts);
    await next(parts);
    await next({});
    const { crossings, scores, members } = await db.assessments.load(clusterId, 2);
    expect({ crossings, scores, members }).toEqual(parts);
    expect(await db.store.prisma.analysis.count({ where: { clusterId, body: null } })).toBe(1);
    expect(await db.assessments.load(clusterId, 'head')).toMatchObject({
      seq: 3,
      crossings: [],
      cluster: { cni: 'calico' },
    });
    expect(await db.assessments.load(clusterId, new Date(factsAt(1).observedAt))).toMatchObject({ seq: 1 });
    await expect(db.assessments.load(clusterId, 7)).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('crossings', () => {
  it('list the newest snapshot and since when each is as it is', async () => {
    await next({ crossings: [crossing('a', 'b', 'TCP 80'), crossing('a', 'c', ''), crossing('b', 'a', 'all')] });
    const witness = {
      from: { range: '0.0.0.0/0' },
      to: { namespace: 'n', kind: 'Pod', name: 'p' },
      ports: 'TCP 80',
      rules: [],
    };
    await next({ crossings: [crossing('a', 'b', 'TCP 80', { witness }), crossing('a', 'c', 'UDP 53')] });
    const rows = await db.store.prisma.crossing.findMany({ where: { clusterId }, orderBy: { toParty: 'asc' } });
    expect(rows.map(({ fromParty, toParty, must, sinceSeq }) => [fromParty, toParty, must, sinceSeq])).toEqual([
      ['a', 'b', 'TCP 80', 1],
      ['a', 'c', 'UDP 53', 2],
    ]);
    expect(rows[0]?.witness).toEqual(witness);
  });
});

describe('scores', () => {
  const current = (cluster: number, slug?: string) =>
    db.store.pool
      .query<{ lower: number; findings_open: number }>(
        `SELECT lower, findings_open FROM score_current s LEFT JOIN tenant t ON t.id = s.tenant_id
         WHERE s.cluster_id = $1 AND t.slug IS NOT DISTINCT FROM $2`,
        [cluster, slug ?? null],
      )
      .then(({ rows }) => rows[0]);

  it('roll up to the weakest copy of a tenant, and follow it when the tenant leaves', async () => {
    const slug = `roams-${String(clusterId)}`;
    await next({ scores: [tenantScore(slug, 70)], breaches: [breach('f', { tenants: [slug] })] });
    const first = clusterId;
    clusterId = await db.cluster();
    seq = 0;
    await next({ scores: [tenantScore(slug, 40)] });
    expect(await current(first, slug)).toEqual({ lower: 70, findings_open: 1 });
    expect(await current(0, slug)).toEqual({ lower: 40, findings_open: 1 });
    await next({ scores: [] });
    expect(await current(clusterId, slug)).toBeUndefined();
    expect(await current(0, slug)).toEqual({ lower: 70, findings_open: 1 });
    clusterId = first;
    seq = 1;
    await next({ scores: [] });
    expect(await current(0, slug)).toBeUndefined();
  });

  it('keep one point for each snapshot, and one for a roll-up only when it moves', async () => {
    const slug = `steady-${String(clusterId)}`;
    for (const lower of [70, 70, 71.5]) await next({ scores: [tenantScore(slug, lower)] });
    const tenant = await db.store.prisma.tenant.findUniqueOrThrow({ where: { slug } });
    const points = async (cluster: number) =>
      (
        await db.store.prisma.scorePoint.findMany({
          where: { clusterId: cluster, tenantId: tenant.id },
          orderBy: { at: 'asc' },
        })
      ).map(({ lower }) => lower);
    expect(await points(clusterId)).toEqual([70, 70, 71.5]);
    expect(await points(0)).toEqual([70, 71.5]);
    const told = await db.store.prisma.outbox.findMany({
      where: { topic: 'score.changed', key: `score/${String(clusterId)}/${String(tenant.id)}` },
    });
    expect(told.map(({ payload }) => payload)).toMatchObject([
      { before: null, after: { lower: 70 } },
      { before: { lower: 70 }, after: { lower: 71.5 } },
    ]);
  });

  it('of the fleet name the clusters nobody has assessed', async () => {
    await next({ scores: [tenantScore('fleet-tenant', 60)] });
    await db.cluster();
    clusterId = await db.cluster();
    seq = 0;
    await next({ scores: [tenantScore('fleet-tenant', 65)] });
    const fleet = await db.store.prisma.scoreCurrent.findUniqueOrThrow({
      where: { clusterId_tenantId: { clusterId: 0, tenantId: 0 } },
    });
    expect((fleet.detail as { excluded: string[] }).excluded.length).toBeGreaterThan(0);
    expect(fleet.lower).toBeLessThan(fleet.upper);
  });
});
