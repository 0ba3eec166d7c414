import type { PoolClient } from 'pg';
import type { Assessment } from '#src/controls/assessment.js';
import type { OutboxEvent } from '../outbox.js';
import type { AssessedSnapshot, Judgement } from './assessment-input.js';
import { CRITICAL_RANK, STATUS } from './finding-state.js';
import { rollUpFleet, rollUpTenants } from './roll-up-scores.js';
import { saveScores } from './save-scores.js';
import { scoreEvents } from './score-event.js';
import { SCORE_COLUMNS, type ScoreRow } from './score-row.js';

interface Tally {
  readonly findingsOpen: number;
  readonly findingsCrit: number;
}

const NONE: Tally = { findingsOpen: 0, findingsCrit: 0 };

/** Stores the scores of one snapshot and everything rolled up from them; returns what others should be told. */
export async function writeScores(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  assessment: Assessment,
  judgement: Judgement,
): Promise<readonly OutboxEvent[]> {
  const { clusterId } = snapshot;
  const before = await readScores(client, clusterId);
  const tallies = await tallyFindings(client, clusterId);
  const own = [clusterRow(snapshot, assessment, tallies.get(0)), ...tenantRows(snapshot, assessment, tallies)];
  await saveScores(client, { ...snapshot, model: judgement.model }, own, own);
  const present = new Set(own.map(({ tenantId }) => tenantId));
  const gone = [...before.keys()].filter((tenantId) => !present.has(tenantId));
  await client.query('DELETE FROM score_current WHERE cluster_id = $1 AND tenant_id = ANY($2)', [clusterId, gone]);

  // From here on clusters wait for each other: a roll-up must see every score committed before it.
  await client.query("SELECT FROM pg_advisory_xact_lock(hashtext('fenceline score roll-up'))");
  const touched = [...new Set([...present, ...before.keys()])].filter((tenantId) => tenantId !== 0);
  return [
    ...own.flatMap((row) => scoreEvents(snapshot, before.get(row.tenantId), row)),
    ...(await rollUpTenants(client, snapshot, touched, judgement)),
    ...(await rollUpFleet(client, snapshot, judgement)),
  ];
}

async function readScores(client: PoolClient, clusterId: number): Promise<ReadonlyMap<number, ScoreRow>> {
  const { rows } = await client.query<ScoreRow>(
    `SELECT ${SCORE_COLUMNS} FROM score_current s WHERE s.cluster_id = $1`,
    [clusterId],
  );
  return new Map(rows.map((row) => [row.tenantId, row]));
}

/** Open findings by tenant; 0 = the whole cluster. */
async function tallyFindings(client: PoolClient, clusterId: number): Promise<ReadonlyMap<number, Tally>> {
  const { rows } = await client.query<Tally & { tenantId: number }>(
    `SELECT t AS "tenantId", count(*)::int AS "findingsOpen", (count(*) FILTER (WHERE severity = ${String(CRITICAL_RANK)}))::int AS "findingsCrit"
     FROM finding, unnest(0 || tenant_ids) AS t
     WHERE cluster_id = $1 AND status = ${String(STATUS.open)} GROUP BY t`,
    [clusterId],
  );
  return new Map(rows.map((row) => [row.tenantId, row]));
}

function clusterRow({ clusterId }: AssessedSnapshot, { cluster, scores }: Assessment, tally = NONE): ScoreRow {
  const { score, coverage, ...detail } = cluster;
  const confidence = scores.reduce<ScoreRow['confidence']>(
    (worst, one) => (one.confidence > worst ? one.confidence : worst),
    'A',
  );
  return {
    clusterId,
    tenantId: 0,
    tier: null,
    ...score,
    coverage,
    confidence: scores.length === 0 ? 'D' : confidence,
    detail: { ...detail, tenants: scores.length },
    findingsOpen: tally.findingsOpen,
    findingsCrit: tally.findingsCrit,
  };
}

function tenantRows(
  { clusterId, tenantIds }: AssessedSnapshot,
  { scores }: Assessment,
  tallies: ReadonlyMap<number, Tally>,
): ScoreRow[] {
  return scores.flatMap(
    ({ tenant, tier, lower, upper, grade, coverage, confidence, channels, items, workloads, weightsHash }) => {
      const tenantId = tenantIds.get(tenant);
      if (tenantId === undefined) return [];
      const { findingsOpen, findingsCrit } = tallies.get(tenantId) ?? NONE;
      const detail = { channels, items, workloads, weightsHash };
      return [
        { clusterId, tenantId, tier, lower, upper, grade, coverage, confidence, detail, findingsOpen, findingsCrit },
      ];
    },
  );
}
