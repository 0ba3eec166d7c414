import type { Tier } from './sigma.js';
import { roundTenths } from './rounding.js';
import { TIS } from './weights.js';

/** Weight of a tenant (or of the highest tier a cluster hosts) in roll-ups; size never counts. */
export function tierWeight(tier: Tier): number {
  return TIS.rollup.tierWeights[tier ?? TIS.missingTier.destination];
}

/** A score and how much it weighs. */
export interface Weighted {
  readonly score: number;
  readonly weight: number;
}

function weightedMean(parts: readonly Weighted[]): number {
  const weight = parts.reduce((sum, part) => sum + part.weight, 0);
  return parts.reduce((sum, part) => sum + part.score * part.weight, 0) / weight;
}

/** Smallest score at which at least `share` of the weight is at or below it. */
function weightedPercentile(parts: readonly Weighted[], share: number): number {
  const sorted = [...parts].sort((a, b) => a.score - b.score);
  const wanted = share * sorted.reduce((sum, part) => sum + part.weight, 0);
  let reached = 0;
  for (const part of sorted) {
    reached += part.weight;
    if (reached >= wanted) return part.score;
  }
  return sorted.at(-1)?.score ?? 0;
}

/**
 * Score of a cluster: half its weakest tenant, half the tier-weighted mean, so that one bad tenant cannot hide.
 * Null when the cluster hosts no tenant.
 */
export function clusterScore(tenants: readonly { readonly score: number; readonly tier: Tier }[]): number | null {
  if (tenants.length === 0) return null;
  const parts = tenants.map(({ score, tier }) => ({ score, weight: tierWeight(tier) }));
  const minimum = Math.min(...tenants.map(({ score }) => score));
  const { clusterMinimum } = TIS.rollup;
  return roundTenths(clusterMinimum * minimum + (1 - clusterMinimum) * weightedMean(parts));
}

/** A tenant over its clusters: as weak as its weakest copy, with the plain mean beside it. Null without copies. */
export function tenantAcrossClusters(
  scores: readonly number[],
): { readonly score: number; readonly mean: number } | null {
  if (scores.length === 0) return null;
  const mean = scores.reduce((sum, score) => sum + score, 0) / scores.length;
  return { score: Math.min(...scores), mean: roundTenths(mean) };
}

/** A cluster as the fleet counts it; `score` null = not assessed (or ungraded), and then named in `excluded`. */
export interface FleetMember {
  readonly cluster: string;
  readonly score: number | null;
  /** Weight of the highest tier hosted (`tierWeight`). */
  readonly weight: number;
}

/** Score of the fleet, and what it does not cover. */
export interface FleetScore {
  /** Over assessed clusters only; null when none is. */
  readonly score: number | null;
  /** Counting every unassessed cluster as 0. */
  readonly lower: number | null;
  /** Share of the weight that is assessed, 0…1. */
  readonly assessedShare: number;
  /** Clusters that do not count in `score`, sorted. */
  readonly excluded: readonly string[];
}

function fleetOf(parts: readonly Weighted[]): number | null {
  if (parts.length === 0) return null;
  const { fleetMean, fleetPercentile } = TIS.rollup;
  return roundTenths(fleetMean * weightedMean(parts) + (1 - fleetMean) * weightedPercentile(parts, fleetPercentile));
}

/** Fleet roll-up: 0.6 · weighted mean + 0.4 · weighted 10th percentile (scoring §3). */
export function fleetScore(members: readonly FleetMember[]): FleetScore {
  const assessed = members.flatMap(({ score, weight }) => (score === null ? [] : [{ score, weight }]));
  const weigh = (parts: readonly { readonly weight: number }[]) => parts.reduce((sum, part) => sum + part.weight, 0);
  const all = weigh(members);
  return {
    score: fleetOf(assessed),
    lower: fleetOf(members.map(({ score, weight }) => ({ score: score ?? 0, weight }))),
    assessedShare: all === 0 ? 0 : weigh(assessed) / all,
    excluded: members
      .filter(({ score }) => score === null)
      .map(({ cluster }) => cluster)
      .sort(),
  };
}
