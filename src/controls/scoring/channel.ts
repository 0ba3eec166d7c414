import { groupBy } from '#src/engine/isolation/group-by.js';
import type { Interval } from './sigma.js';
import type { Channel } from './tenant-score.js';
import type { Term } from './term.js';
import { TIS } from './weights.js';

/** Which end of the interval is meant: `upper` = everything unknown is open (the fail-closed score). */
export type Bound = keyof Interval;

/** All channels in the order they are printed. */
export const CHANNELS = ['I', 'E', 'X', 'O', 'H', 'P', 'C'] as const satisfies readonly Channel[];

/** α·worst + (1 − α)·mean over `count` workloads, from the sum and the maximum of their values. */
function mix(maximum: number, sum: number, count: number): number {
  return count === 0 ? 0 : TIS.alpha * maximum + (1 - TIS.alpha) * (sum / count);
}

/** x of a term standing alone: its share when a channel's deduction is split over its lines. */
export function ownX(term: Term, count: number, bound: Bound): number {
  const value = term.value[bound];
  return term.workloads.length === 0 ? 0 : mix(value, value * term.workloads.length, count);
}

/**
 * x of one peer's terms: the mix over the tenant's workloads of their worst value (of their sum, at most 1, in channel P,
 * whose parts add up).
 */
export function peerX(terms: readonly Term[], count: number, bound: Bound): number {
  const [only] = terms;
  if (terms.length === 1 && only !== undefined) return ownX(only, count, bound);
  const worst = new Float64Array(count);
  for (const { channel, value, workloads } of terms) {
    for (const workload of workloads) {
      const before = worst[workload] ?? 0;
      worst[workload] = channel === 'P' ? Math.min(1, before + value[bound]) : Math.max(before, value[bound]);
    }
  }
  let maximum = 0;
  let sum = 0;
  for (const value of worst) {
    maximum = Math.max(maximum, value);
    sum += value;
  }
  return mix(maximum, sum, count);
}

/** The terms of one channel, by peer: what `channelX` sums over. */
export function byPeer(terms: readonly Term[]): ReadonlyMap<string, readonly Term[]> {
  return groupBy(terms, ({ peer }) => peer);
}

/**
 * x of a channel: Σ over peers of their mix.
 * @param count the tenant's workloads
 */
export function channelX(terms: readonly Term[], count: number, bound: Bound): number {
  let x = 0;
  for (const own of byPeer(terms).values()) x += peerX(own, count, bound);
  return x;
}

/** Points a channel takes for its x: cap·(1 − e^(−k·x)), or cap·x. Never more than the cap. */
export function deduction(channel: Channel, x: number): number {
  const k = TIS.saturation[channel];
  const share = k === null ? Math.min(1, x) : 1 - Math.exp(-k * x);
  return TIS.caps[channel] * share;
}
