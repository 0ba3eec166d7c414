import type { ScoreValue } from './assessment-input.js';

/** A score of one scope: a tenant in a cluster, a cluster (tenant 0), a tenant (cluster 0), the fleet (0, 0). */
export interface ScoreRow extends ScoreValue {
  readonly clusterId: number;
  readonly tenantId: number;
  readonly tier: number | null;
  readonly detail: unknown;
  readonly findingsOpen: number;
  readonly findingsCrit: number;
}

/** Whether two scores print and count the same; the columns hold single precision. */
export function sameScore(a: ScoreRow, b: ScoreRow): boolean {
  return (
    Math.fround(a.lower) === Math.fround(b.lower) &&
    Math.fround(a.upper) === Math.fround(b.upper) &&
    Math.fround(a.coverage) === Math.fround(b.coverage) &&
    a.grade === b.grade &&
    a.confidence === b.confidence &&
    a.findingsOpen === b.findingsOpen &&
    a.findingsCrit === b.findingsCrit
  );
}

/** Columns of `score_current` under the names of {@link ScoreRow}, without the detail. */
export const SCORE_COLUMNS = `s.cluster_id AS "clusterId", s.tenant_id AS "tenantId", s.tier, s.lower, s.upper, s.grade, s.coverage,
  s.confidence, s.findings_open AS "findingsOpen", s.findings_crit AS "findingsCrit", NULL AS detail`;
