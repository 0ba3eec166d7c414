import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { roundTenths } from './rounding.js';
import { clusterScore, fleetScore, tenantAcrossClusters, tierWeight } from './rollup.js';
import { evaluate, scoreTenant, scoreWithAccepted } from './score-tenant.js';
import type { ScoreInput } from './score-input.js';
import type { Interval, Tier } from './sigma.js';
import { sigma, VERDICT_VALUE } from './sigma.js';
import type { Channel, TenantScore } from './tenant-score.js';
import type { Term } from './term.js';
import { TIS } from './weights.js';

const known = (value: number): Interval => ({ lower: value, upper: value });
const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

function term(channel: Channel, workloads: readonly number[], value: Interval, rest: Partial<Term> = {}): Term {
  return { channel, peer: '', workloads, value, subject: channel, because: 'for the test', ...rest };
}

function input(tier: Tier, workloads: number, terms: readonly Term[]): ScoreInput {
  return { tenant: 't', tier, workloads, terms, enforced: 'yes', coverage: 1, confidence: 'B' };
}

/** A flow with everybody at both ends. */
function flat(channel: 'I' | 'E', peer: string, source: Tier, destination: Tier, n: number): Term {
  const value = sigma({ verdict: VERDICT_VALUE.allowed, port: TIS.port.sensitive, source, destination, share: 1 });
  return term(channel, all(n), value, { peer, subject: `${channel} ${peer}` });
}

const tlsIngress = term('X', [0], known(TIS.entry.undeclared));
const neighbourGap1 = (n: number): Term => term('C', all(n), known(TIS.coResidency.narrowGap));

/** The cluster of scoring §3: A (T2, 10 workloads), B (T1, 4), C (T1, 40). */
function flatCluster(n: number, tier: Tier, peers: readonly (readonly [string, Tier])[]): ScoreInput {
  const flows = peers.flatMap(([peer, peerTier]) => [
    flat('I', peer, peerTier, tier, n),
    flat('E', peer, tier, peerTier, n),
  ]);
  const { noIngressDeny, noEgressDeny } = TIS.assurance;
  return input(tier, n, [
    ...flows,
    tlsIngress,
    term('O', all(n), known(TIS.outside.metadata)),
    term('H', all(n), known(TIS.host.controlPlanePort)),
    term('P', all(n), known(noIngressDeny)),
    term('P', all(n), known(noEgressDeny)),
    neighbourGap1(n),
  ]);
}

const stray = (port: string, workloads: readonly number[]): Term =>
  term('I', workloads, sigma({ verdict: VERDICT_VALUE.allowed, port: 1, source: 1, destination: 2, share: 1 / 4 }), {
    peer: 'b',
    subject: port,
  });
const fencedA = (n: number, terms: readonly Term[]): ScoreInput =>
  input(2, n, [...terms, tlsIngress, neighbourGap1(n)]);

describe('worked examples of scoring §3', () => {
  it.each([
    {
      name: 'E1 A',
      given: flatCluster(10, 2, [
        ['b', 1],
        ['c', 1],
      ]),
      channels: { I: 34.4, E: 13.6, X: 5.4, O: 9.5, H: 8.8, P: 7, C: 1.2 },
      score: 20.1,
      grade: 'F',
    },
    {
      name: 'E1 B',
      given: flatCluster(4, 1, [
        ['a', 2],
        ['c', 1],
      ]),
      channels: { I: 32.9, E: 14.6, X: 6.5, O: 9.5, H: 8.8, P: 7, C: 1.2 },
      score: 19.5,
      grade: 'F',
    },
    {
      name: 'E1 C, ten times the size of B',
      given: flatCluster(40, 1, [
        ['a', 2],
        ['b', 1],
      ]),
      channels: { I: 32.9, E: 14.6, X: 4.8, O: 9.5, H: 8.8, P: 7, C: 1.2 },
      score: 21.3,
      grade: 'F',
    },
    {
      name: 'E2 A with one stray allow',
      given: fencedA(10, [stray('TCP 6379', [0])]),
      channels: { I: 13, E: 0, X: 5.4, O: 0, H: 0, P: 0, C: 1.2 },
      score: 80.4,
      grade: 'B',
    },
    {
      name: 'E2 B, the other end of the stray allow',
      given: input(1, 4, [
        term('E', [0], sigma({ verdict: VERDICT_VALUE.allowed, port: 1, source: 1, destination: 2, share: 1 / 10 }), {
          peer: 'a',
        }),
        neighbourGap1(4),
      ]),
      channels: { I: 0, E: 6.1, X: 0, O: 0, H: 0, P: 0, C: 1.2 },
      score: 92.6,
      grade: 'A',
    },
    {
      name: 'E2b A with 100 workloads',
      given: fencedA(100, [stray('TCP 6379', [0])]),
      channels: { I: 11.2, E: 0, X: 4.6, O: 0, H: 0, P: 0, C: 1.2 },
      score: 83,
      grade: 'B',
    },
    {
      name: 'E2c A cloned ten times',
      given: input(2, 100, [
        stray('TCP 6379', all(10)),
        term('X', all(10), known(TIS.entry.undeclared)),
        neighbourGap1(100),
      ]),
      channels: { I: 13, E: 0, X: 5.4, O: 0, H: 0, P: 0, C: 1.2 },
      score: 80.4,
      grade: 'B',
    },
    {
      name: 'E2d a second stray to another workload',
      given: fencedA(10, [stray('TCP 6379', [0]), stray('TCP 5432', [1])]),
      channels: { I: 14.8, E: 0, X: 5.4, O: 0, H: 0, P: 0, C: 1.2 },
      score: 78.6,
      grade: 'B',
    },
  ])('$name', ({ given, channels, score, grade }) => {
    const result = scoreTenant(given);
    expect(result.channels).toEqual(channels);
    expect(result).toMatchObject({ lower: score, upper: score, grade, model: 'tis/1.0.0' });
    expectLinesToAddUp(result);
  });

  it('E3: unreadable policies cost the band between the bounds', () => {
    const unknown = sigma({ verdict: VERDICT_VALUE.unknown, port: 1, source: 1, destination: 2, share: 1 });
    const terms = [stray('TCP 6379', [0]), term('I', all(10), unknown, { peer: 'c', subject: 'c → a' })];
    const result = scoreTenant({ ...fencedA(10, terms), coverage: 0.84, confidence: 'C' });
    expect(result).toMatchObject({ lower: 61.4, upper: 80.4, grade: 'C', confidence: 'C' });
    expect(result.items.filter((item) => item.unknown).map((item) => item.subject)).toEqual(['c → a']);
    expectLinesToAddUp(result);
  });

  it('E4: an accepted risk leaves the raw score and lifts the residual one', () => {
    const given = fencedA(10, [stray('TCP 6379', [0])]);
    const isAccepted = (candidate: Term): boolean => candidate.subject === 'TCP 6379';
    expect(scoreWithAccepted(given, isAccepted)).toEqual({ raw: 80.4, residual: 93.4, debt: 13 });
    expect(scoreWithAccepted(given, () => false)).toEqual({ raw: 80.4, residual: 80.4, debt: 0 });
  });

  it('E5: a broad flow into a regulated tenant hits the ceiling', () => {
    const value = sigma({ verdict: VERDICT_VALUE.allowed, port: 1, source: 1, destination: 3, share: 1 });
    const result = scoreTenant(
      input(3, 10, [
        term('I', [0], value, { peer: 'b', subject: 'b → a' }),
        term('C', all(10), known(TIS.coResidency.wideGap)),
      ]),
    );
    expect(result.channels).toMatchObject({ I: 18.3, C: 2.5 });
    expect(result).toMatchObject({ lower: 49, grade: 'D' });
    expect(result.items.find((item) => item.channel === 'ceiling')).toMatchObject({
      deduction: 30.2,
      gainIfFixed: 30.2,
    });
    // Closing the flow also lifts the ceiling, so it wins more than its printed share.
    expect(result.items[0]).toMatchObject({ subject: 'b → a', deduction: 18.3, gainIfFixed: 48.5 });
    expectLinesToAddUp(result);
  });

  it('rolls a cluster up by tier, half of it the weakest tenant', () => {
    const tenants = [
      { score: 80.4, tier: 2 as const },
      { score: 92.6, tier: 1 as const },
      { score: 98.8, tier: 1 as const },
    ];
    expect(clusterScore(tenants)).toBe(84.2);
    expect(clusterScore([])).toBeNull();
  });

  it('C of E2 is 98.8: halves go to the even tenth', () => {
    expect(scoreTenant(input(1, 40, [neighbourGap1(40)])).lower).toBe(98.8);
  });

  it('takes the weakest copy of a tenant', () => {
    expect(tenantAcrossClusters([80.4, 92.6])).toEqual({ score: 80.4, mean: 86.5 });
    expect(tenantAcrossClusters([])).toBeNull();
  });

  it('rolls a fleet up and keeps an unassessed cluster visible', () => {
    const members = [
      { cluster: 'one', score: 84.2, weight: tierWeight(3) },
      { cluster: 'two', score: 91, weight: tierWeight(3) },
      { cluster: 'three', score: 72, weight: tierWeight(2) },
      { cluster: 'four', score: 35, weight: tierWeight(0) },
    ];
    expect(fleetScore(members)).toEqual({ score: 76.8, lower: 76.8, assessedShare: 1, excluded: [] });
    expect(fleetScore([...members, { cluster: 'new', score: null, weight: 2 }])).toEqual({
      score: 76.8,
      lower: 40.6,
      assessedShare: 11 / 13,
      excluded: ['new'],
    });
    expect(fleetScore([])).toEqual({ score: null, lower: null, assessedShare: 0, excluded: [] });
  });
});

describe('enforcement', () => {
  const clean = input(1, 3, []);
  it.each([
    { name: 'enforced', enforced: 'yes', lower: 100, upper: 100 },
    { name: 'not enforced', enforced: 'no', lower: 20, upper: 20 },
    { name: 'unknown costs as much as a failure, until known', enforced: 'unknown', lower: 20, upper: 100 },
  ] as const)('$name', ({ enforced, lower, upper }) => {
    const result = scoreTenant({ ...clean, enforced });
    expect(result).toMatchObject({ lower, upper });
    expect(result.items.map((item) => item.unknown)).toEqual(lower === 100 ? [] : [enforced === 'unknown']);
    expectLinesToAddUp(result);
  });
});

it('grades nothing when too little was seen', () => {
  expect(scoreTenant({ ...input(1, 3, []), coverage: 0.59 }).grade).toBe('U');
});

it('folds a long tail of small items into one line', () => {
  const terms = all(60).map((i) => flat('I', `peer-${String(i)}`, 1, 1, 5));
  const result = scoreTenant(input(1, 5, terms));
  expect(result.items.filter((item) => item.channel === 'I')).toHaveLength(20);
  expect(result.items.some((item) => item.subject === '41 more')).toBe(true);
  expectLinesToAddUp(result);
});

function expectLinesToAddUp(result: TenantScore): void {
  const sum = result.items.reduce((tenths, item) => tenths + Math.round(item.deduction * 10), 0);
  expect(sum).toBe(Math.round((100 - result.lower) * 10));
  for (const item of result.items) expect(item.deduction).toBeGreaterThan(0);
}

const WORKLOADS = 6;
const arbitraryInterval = fc
  .tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }))
  .map(([a, b]) => ({ lower: Math.min(a, b), upper: Math.max(a, b) }));
const arbitraryTerm = fc
  .record({
    channel: fc.constantFrom<Channel>('I', 'E', 'X', 'O', 'H', 'P', 'C'),
    peer: fc.constantFrom('u', 'v', 'w'),
    workloads: fc.subarray(all(WORKLOADS)),
    value: arbitraryInterval,
    subject: fc.string({ maxLength: 3 }),
  })
  .map((fields): Term => ({
    ...fields,
    peer: fields.channel === 'I' || fields.channel === 'E' ? fields.peer : '',
    because: 'generated',
  }));
const arbitraryInput = fc.record({
  tier: fc.constantFrom<Tier>(0, 1, 2, 3, null),
  terms: fc.array(arbitraryTerm, { maxLength: 12 }),
  enforced: fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const),
});
const toInput = (given: { tier: Tier; terms: Term[]; enforced: 'yes' | 'no' | 'unknown' }): ScoreInput => ({
  ...input(given.tier, WORKLOADS, given.terms),
  enforced: given.enforced,
});

describe('properties of scoring §2.3', () => {
  it('stays within 0 and 100, lower below upper, lines adding up', () => {
    fc.assert(
      fc.property(arbitraryInput, (given) => {
        const result = scoreTenant(toInput(given));
        expect(result.lower).toBeGreaterThanOrEqual(0);
        expect(result.upper).toBeLessThanOrEqual(100);
        expect(result.lower).toBeLessThanOrEqual(result.upper);
        for (const item of result.items) expect(item.gainIfFixed).toBeGreaterThanOrEqual(0);
        expectLinesToAddUp(result);
      }),
      { numRuns: 2_000 },
    );
  });

  it('never rises when a flow is added', () => {
    fc.assert(
      fc.property(arbitraryInput, arbitraryTerm, (given, added) => {
        for (const bound of ['lower', 'upper'] as const) {
          const before = evaluate(toInput(given), bound).score;
          const after = evaluate(toInput({ ...given, terms: [...given.terms, added] }), bound).score;
          expect(after).toBeLessThanOrEqual(before + 1e-9);
        }
      }),
      { numRuns: 20_000 },
    );
  }, 120_000);

  it('never rises when verdict, port or breadth of a flow grow', () => {
    const weights = [TIS.port.authorizedL7, TIS.port.other, TIS.port.sensitive];
    const flow = fc.record({ verdict: fc.nat(2), port: fc.nat(2), share: fc.double({ min: 0, max: 1, noNaN: true }) });
    const value = (given: { verdict: number; port: number; share: number }): Interval =>
      sigma({
        verdict: [VERDICT_VALUE.denied, VERDICT_VALUE.unknown, VERDICT_VALUE.allowed][given.verdict] ?? known(0),
        port: weights[given.port] ?? 0,
        source: 1,
        destination: 2,
        share: given.share,
      });
    fc.assert(
      fc.property(arbitraryInput, flow, flow, fc.subarray(all(WORKLOADS)), (given, one, two, workloads) => {
        const small = {
          verdict: Math.min(one.verdict, two.verdict),
          port: Math.min(one.port, two.port),
          share: Math.min(one.share, two.share),
        };
        const large = {
          verdict: Math.max(one.verdict, two.verdict),
          port: Math.max(one.port, two.port),
          share: Math.max(one.share, two.share),
        };
        const scoreWith = (f: typeof small): TenantScore =>
          scoreTenant(toInput({ ...given, terms: [...given.terms, term('I', workloads, value(f), { peer: 'u' })] }));
        expect(scoreWith(large).lower).toBeLessThanOrEqual(scoreWith(small).lower);
        expect(scoreWith(large).upper).toBeLessThanOrEqual(scoreWith(small).upper);
      }),
      { numRuns: 2_000 },
    );
  });

  it('does not change when every workload is cloned', () => {
    fc.assert(
      fc.property(arbitraryInput, fc.integer({ min: 2, max: 7 }), (given, k) => {
        const clones = (workloads: readonly number[]): number[] =>
          all(k).flatMap((copy) => workloads.map((workload) => workload + copy * WORKLOADS));
        const terms = given.terms.map((one) => ({ ...one, workloads: clones(one.workloads) }));
        const cloned = scoreTenant({ ...toInput({ ...given, terms }), workloads: WORKLOADS * k });
        const single = scoreTenant(toInput(given));
        expect([cloned.lower, cloned.upper]).toEqual([single.lower, single.upper]);
      }),
      { numRuns: 1_000 },
    );
  });

  it('keeps roll-ups monotone', () => {
    const member = fc.record({
      score: fc.double({ min: 0, max: 100, noNaN: true }),
      weight: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(fc.array(member, { minLength: 1, maxLength: 8 }), fc.nat(7), fc.nat(50), (parts, at, raise) => {
        const members = parts.map((part, i) => ({ ...part, cluster: String(i) }));
        const raised = members.map((part, i) => (i === at ? { ...part, score: part.score + raise } : part));
        expect(fleetScore(raised).score ?? 0).toBeGreaterThanOrEqual(fleetScore(members).score ?? 0);
      }),
    );
  });
});

it.each([
  [1.25, 1.2],
  [98.75, 98.8],
  [1.35, 1.4],
  [0.05, 0],
  [0.15, 0.2],
  [84.22499999999999, 84.2],
])('rounds %d to %d', (value, rounded) => {
  expect(roundTenths(value)).toBe(rounded);
});
