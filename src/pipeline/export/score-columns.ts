import type { ScoreExportRow } from '#src/adapters/store/export-rows.repository.js';
import { SCHEMA_VERSION, time, type Column } from './columns.js';

/** Current scores, one a line; the order is part of the format. */
export const SCORE_COLUMNS: readonly Column<ScoreExportRow>[] = [
  { name: 'schema_version', value: () => SCHEMA_VERSION },
  { name: 'scope', value: scopeOf },
  { name: 'cluster_id', value: ({ clusterId }) => clusterId },
  { name: 'cluster', value: ({ cluster }) => cluster },
  { name: 'tenant', value: ({ tenant }) => tenant },
  { name: 'tier', value: ({ tier }) => tier },
  { name: 'score_lower', value: ({ lower }) => tenths(lower) },
  { name: 'score_upper', value: ({ upper }) => tenths(upper) },
  { name: 'grade', value: ({ grade }) => grade },
  { name: 'coverage', value: ({ coverage }) => Math.round(coverage * 1000) / 1000 },
  { name: 'confidence', value: ({ confidence }) => confidence },
  { name: 'model', value: ({ model }) => model },
  { name: 'findings_open', value: ({ findingsOpen }) => findingsOpen },
  { name: 'findings_critical', value: ({ findingsCritical }) => findingsCritical },
  { name: 'snapshot_sequence', value: ({ seq }) => (seq === 0 ? null : seq) },
  { name: 'observed_at', value: ({ at }) => time(at) },
];

function scopeOf({ clusterRow, tenantRow }: ScoreExportRow): string {
  if (tenantRow === 0) return clusterRow === 0 ? 'fleet' : 'cluster';
  return clusterRow === 0 ? 'tenant' : 'tenant-in-cluster';
}

/** Scores are stored in single precision; they are published with one decimal. */
function tenths(score: number): number {
  return Math.round(score * 10) / 10;
}
