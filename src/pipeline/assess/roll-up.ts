import type { FleetEntry, RolledUp, ScoreValue } from '#src/adapters/store/assessments/assessment-input.js';
import { gradeOf } from '#src/controls/scoring/grade.js';
import { fleetScore, tenantAcrossClusters, tierWeight } from '#src/controls/scoring/rollup.js';
import type { Tier } from '#src/controls/scoring/sigma.js';

/** One tenant over its clusters: as weak as its weakest copy, as well seen as the worst seen one. */
export function rollUpTenant(copies: readonly ScoreValue[]): RolledUp {
  const lower = tenantAcrossClusters(copies.map((copy) => copy.lower));
  const upper = tenantAcrossClusters(copies.map((copy) => copy.upper));
  const coverage = Math.min(...copies.map((copy) => copy.coverage));
  const score = lower?.score ?? 0;
  return {
    score: {
      lower: score,
      upper: upper?.score ?? 0,
      grade: gradeOf(score, coverage),
      coverage,
      confidence: worst(copies),
    },
    detail: { mean: lower?.mean ?? null, clusters: copies.length },
  };
}

/**
 * All clusters together. The lower bound counts a cluster that was never assessed as 0, the upper bound as 100;
 * `detail.score` is over the graded clusters only, with the others named in `detail.excluded`.
 */
export function rollUpFleet(clusters: readonly FleetEntry[]): RolledUp | undefined {
  const assessed = clusters.flatMap(({ score }) => (score === null ? [] : [score]));
  if (assessed.length === 0) return undefined;
  const members = clusters.map((entry) => ({ ...entry, weight: weightOf(entry) }));
  const fleet = (pick: (score: ScoreValue | null) => number | null) =>
    fleetScore(members.map(({ cluster, score, weight }) => ({ cluster, score: pick(score), weight })));
  const lower = fleet((score) => score?.lower ?? null).lower ?? 0;
  const upper = fleet((score) => score?.upper ?? 100).score ?? 0;
  const { score, assessedShare, excluded } = fleet((one) => (one === null || one.grade === 'U' ? null : one.lower));
  const weight = members.reduce((sum, member) => sum + member.weight, 0);
  const coverage = members.reduce((sum, member) => sum + member.weight * (member.score?.coverage ?? 0), 0) / weight;
  return {
    score: { lower, upper, grade: gradeOf(lower, coverage), coverage, confidence: worst(assessed) },
    detail: { score, assessedShare, excluded },
  };
}

/** A cluster weighs as much as the highest tier it hosts; one without tenants as little as a public one. */
function weightOf({ tiers }: FleetEntry): number {
  return Math.max(tierWeight(0), ...tiers.map((tier) => tierWeight(tier as Tier)));
}

function worst(scores: readonly ScoreValue[]): ScoreValue['confidence'] {
  return (
    scores
      .map(({ confidence }) => confidence)
      .sort()
      .at(-1) ?? 'D'
  );
}
