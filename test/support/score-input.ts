import { expect } from 'vitest';
import type { ScoreInput } from '#src/controls/scoring/score-input.js';
import type { Interval, Tier } from '#src/controls/scoring/sigma.js';
import type { Channel, TenantScore } from '#src/controls/scoring/tenant-score.js';
import type { Term } from '#src/controls/scoring/term.js';

/** A value without doubt. */
export const known = (value: number): Interval => ({ lower: value, upper: value });

/** 0 … n − 1. */
export const all = (n: number): number[] => Array.from({ length: n }, (_, i) => i);

/** A term of the score. */
export function term(channel: Channel, workloads: readonly number[], value: Interval, rest: Partial<Term> = {}): Term {
  return { channel, peer: '', workloads, value, subject: channel, because: 'for the test', ...rest };
}

/** The input of a score in a cluster that enforces policies and was read completely. */
export function input(tier: Tier, workloads: number, terms: readonly Term[]): ScoreInput {
  return { tenant: 't', tier, workloads, terms, enforced: 'yes', coverage: 1, confidence: 'B' };
}

/** The printed lines of a score add up to what it lost, and each takes something. */
export function expectLinesToAddUp(result: TenantScore): void {
  const sum = result.items.reduce((tenths, item) => tenths + Math.round(item.deduction * 10), 0);
  expect(sum).toBe(Math.round((100 - result.lower) * 10));
  for (const item of result.items) expect(item.deduction).toBeGreaterThan(0);
}
