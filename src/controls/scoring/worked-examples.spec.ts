import { describe, expect, it } from 'vitest';
import { all, expectLinesToAddUp, input, known, term } from '../../../test/support/score-input.js';
import { clusterScore, fleetScore, tenantAcrossClusters, tierWeight } from './rollup.js';
import { scoreTenant, scoreWithAccepted } from './score-tenant.js';
import type { ScoreInput } from './score-input.js';
import type { Tier } from './sigma.js';
import { sigma, VERDICT_VALUE } from './sigma.js';
import type { Term } from './term.js';
import { TIS } from './weights.js';

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
