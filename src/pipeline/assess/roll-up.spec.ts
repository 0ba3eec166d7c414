import { describe, expect, it } from 'vitest';
import { rollUpFleet, rollUpTenant } from './roll-up.js';

const score = (lower: number, more: object = {}) => ({
  lower,
  upper: lower,
  grade: 'B' as const,
  coverage: 1,
  confidence: 'B' as const,
  ...more,
});

describe('a tenant over its clusters', () => {
  it('is as weak as its weakest copy, with the mean beside it', () => {
    expect(rollUpTenant([score(92.6), score(41)])).toEqual({
      score: { lower: 41, upper: 41, grade: 'D', coverage: 1, confidence: 'B' },
      detail: { mean: 66.8, clusters: 2 },
    });
  });

  it('is as little known as the copy that was seen worst', () => {
    expect(rollUpTenant([score(92), score(95, { coverage: 0.4, confidence: 'D' })]).score).toMatchObject({
      grade: 'U',
      coverage: 0.4,
      confidence: 'D',
    });
  });
});

describe('the fleet of scoring §3', () => {
  const clusters = [
    { cluster: 'a', score: score(84.2), tiers: [3] },
    { cluster: 'b', score: score(91), tiers: [3, 0] },
    { cluster: 'c', score: score(72), tiers: [2] },
    { cluster: 'd', score: score(35), tiers: [1] },
  ];

  it('is 76.8', () => {
    expect(rollUpFleet(clusters)).toMatchObject({
      score: { lower: 76.8, upper: 76.8, grade: 'B', coverage: 1 },
      detail: { score: 76.8, excluded: [] },
    });
  });

  it('counts a cluster that was never assessed as 0 at worst', () => {
    const rolled = rollUpFleet([...clusters, { cluster: 'e', score: null, tiers: [2] }]);
    expect(rolled).toMatchObject({ score: { lower: 40.6 }, detail: { score: 76.8, excluded: ['e'] } });
    expect(rolled?.score.coverage).toBeCloseTo(11 / 13);
    expect(rolled?.score.upper).toBeGreaterThan(76.8);
  });

  it('names a cluster that was seen too little to be graded', () => {
    const blind = { cluster: 'e', score: score(10, { grade: 'U', coverage: 0.2, upper: 90 }), tiers: [2] };
    expect(rollUpFleet([...clusters, blind])).toMatchObject({ detail: { score: 76.8, excluded: ['e'] } });
  });

  it('says nothing while no cluster is assessed', () => {
    expect(rollUpFleet([{ cluster: 'a', score: null, tiers: [] }])).toBeUndefined();
  });
});
