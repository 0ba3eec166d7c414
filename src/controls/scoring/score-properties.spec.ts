import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { all, expectLinesToAddUp, input, known, term } from '../../../test/support/score-input.js';
import { fleetScore } from './rollup.js';
import type { ScoreInput } from './score-input.js';
import { evaluate, scoreTenant } from './score-tenant.js';
import { type Interval, sigma, type Tier, VERDICT_VALUE } from './sigma.js';
import type { Channel, TenantScore } from './tenant-score.js';
import type { Term } from './term.js';
import { TIS } from './weights.js';

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
