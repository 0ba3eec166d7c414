import type { PoolClient } from 'pg';
import { storableJson } from '../storable-json.js';
import type { ScoreRow } from './score-row.js';

/** Which moment scores belong to, and which model made them. */
export interface ScoreMoment {
  readonly at: Date;
  /** Sequence of the snapshot; 0 for roll-ups. */
  readonly seq: number;
  readonly model: string;
}

const COLUMNS =
  'cluster_id, tenant_id, at, seq, lower, upper, grade, coverage, confidence, model, findings_open, findings_crit';
const VALUES = `"clusterId", "tenantId", $1, $2, lower, upper, grade, coverage, confidence, $3, "findingsOpen", "findingsCrit"`;
const RECORD = `json_to_recordset($4) AS r("clusterId" int, "tenantId" int, tier smallint, lower real, upper real, grade text, coverage real,
  confidence text, detail jsonb, "findingsOpen" int, "findingsCrit" int)`;

/** Makes these scores the current ones and adds points to the history of those in `points`. */
export async function saveScores(
  client: PoolClient,
  { at, seq, model }: ScoreMoment,
  current: readonly ScoreRow[],
  points: readonly ScoreRow[],
): Promise<void> {
  await client.query(
    `INSERT INTO score_current (${COLUMNS}, tier, detail) SELECT ${VALUES}, tier, detail FROM ${RECORD}
     ON CONFLICT (cluster_id, tenant_id) DO UPDATE SET
       at = excluded.at, seq = excluded.seq, tier = excluded.tier, lower = excluded.lower, upper = excluded.upper, grade = excluded.grade,
       coverage = excluded.coverage, confidence = excluded.confidence, model = excluded.model, detail = excluded.detail,
       findings_open = excluded.findings_open, findings_crit = excluded.findings_crit`,
    [at, seq, model, storableJson(current)],
  );
  if (points.length === 0) return;
  await client.query(
    `INSERT INTO score_point (${COLUMNS}) SELECT ${VALUES} FROM ${RECORD}
     ON CONFLICT (cluster_id, tenant_id, at) DO UPDATE SET
       lower = excluded.lower, upper = excluded.upper, grade = excluded.grade, coverage = excluded.coverage,
       confidence = excluded.confidence, model = excluded.model, findings_open = excluded.findings_open, findings_crit = excluded.findings_crit`,
    [at, seq, model, storableJson(points.map((point) => ({ ...point, detail: null })))],
  );
}
