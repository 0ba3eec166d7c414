import { TIS } from './weights.js';

/** Sensitivity of a tenant, 0 public … 3 regulated; null = nobody said. */
export type Tier = 0 | 1 | 2 | 3 | null;

/**
 * A value that is not fully known. Invariant: 0 ≤ lower ≤ upper ≤ 1.
 * `lower` if everything unknown is closed, `upper` if it is open.
 */
export interface Interval {
  readonly lower: number;
  readonly upper: number;
}

/** Engine verdicts as v of scoring §2: denied 0, allowed 1, unknown anything between. */
export const VERDICT_VALUE = {
  allowed: { lower: 1, upper: 1 },
  unknown: { lower: 0, upper: 1 },
  denied: { lower: 0, upper: 0 },
} as const satisfies Record<string, Interval>;

/** How much the tiers of both ends aggravate a flow; a missing tier is read pessimistically at either end. */
export function tierFactor(source: Tier, destination: Tier): number {
  const from = source ?? TIS.missingTier.source;
  const to = destination ?? TIS.missingTier.destination;
  if (from < to) return TIS.tier.riskierSource;
  return from === to ? TIS.tier.equal : TIS.tier.saferSource;
}

/**
 * σ of one flow class: verdict · port · tier · (½ + ½·φ).
 * @param flow `share` is φ, the share of the peer's workloads that stand at the other end, 0…1.
 */
export function sigma(flow: {
  readonly verdict: Interval;
  readonly port: number;
  readonly source: Tier;
  readonly destination: Tier;
  readonly share: number;
}): Interval {
  const breadth = TIS.breadthFloor + (1 - TIS.breadthFloor) * flow.share;
  const weight = flow.port * tierFactor(flow.source, flow.destination) * breadth;
  return { lower: flow.verdict.lower * weight, upper: flow.verdict.upper * weight };
}
