import type { PoolClient } from 'pg';
import type { OutboxEvent } from '../outbox.js';
import type { AssessedSnapshot, FleetEntry, Judgement, RolledUp } from './assessment-input.js';
import { saveScores } from './save-scores.js';
import { scoreEvents } from './score-event.js';
import { sameScore, SCORE_COLUMNS, type ScoreRow } from './score-row.js';

type FleetRow = { readonly [K in keyof ScoreRow]: ScoreRow[K] | null } & {
  readonly name: string;
  readonly tiers: readonly (number | null)[] | null;
};

/** Rolls tenants up over their clusters; a tenant that is in no cluster any more has no current score. */
export async function rollUpTenants(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  tenantIds: readonly number[],
  judgement: Judgement,
): Promise<readonly OutboxEvent[]> {
  const { rows } = await client.query<ScoreRow>(
    `SELECT ${SCORE_COLUMNS} FROM score_current s LEFT JOIN cluster c ON c.id = s.cluster_id
     WHERE s.tenant_id = ANY($1) AND (s.cluster_id = 0 OR c.deleted_at IS NULL)`,
    [tenantIds],
  );
  const before = new Map(rows.filter(({ clusterId }) => clusterId === 0).map((row) => [row.tenantId, row]));
  const copies = new Map<number, ScoreRow[]>();
  for (const row of rows) {
    if (row.clusterId !== 0) copies.set(row.tenantId, [...(copies.get(row.tenantId) ?? []), row]);
  }
  const after = [...copies].map(([tenantId, scores]) => rolledRow(tenantId, scores, judgement.rollUpTenant(scores)));
  const gone = tenantIds.filter((tenantId) => !copies.has(tenantId));
  await client.query('DELETE FROM score_current WHERE cluster_id = 0 AND tenant_id = ANY($1)', [gone]);
  return saveRollUps(client, snapshot, judgement, before, after);
}

/** Rolls all clusters up, those never assessed included. */
export async function rollUpFleet(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  judgement: Judgement,
): Promise<readonly OutboxEvent[]> {
  const { rows } = await client.query<FleetRow>(
    `SELECT c.name, t.tiers, ${SCORE_COLUMNS}
     FROM cluster c
     LEFT JOIN score_current s ON s.cluster_id = c.id AND s.tenant_id = 0
     LEFT JOIN (SELECT cluster_id, array_agg(DISTINCT tier) AS tiers FROM score_current WHERE tenant_id > 0 AND cluster_id > 0 GROUP BY 1) t
       ON t.cluster_id = c.id
     WHERE c.deleted_at IS NULL ORDER BY c.name`,
  );
  const entries = rows.map((row): FleetEntry => ({
    cluster: row.name,
    score: isAssessed(row) ? row : null,
    tiers: row.tiers ?? [],
  }));
  const rolled = judgement.rollUpFleet(entries);
  if (rolled === undefined) return [];
  const { rows: current } = await client.query<ScoreRow>(
    `SELECT ${SCORE_COLUMNS} FROM score_current s WHERE s.cluster_id = 0 AND s.tenant_id = 0`,
  );
  const before = new Map(current.map((row) => [0, row]));
  return saveRollUps(client, snapshot, judgement, before, [rolledRow(0, rows.filter(isAssessed), rolled)]);
}

/** A roll-up gets a point in history only when it moved: every snapshot of every cluster recomputes it. */
async function saveRollUps(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  { model }: Judgement,
  before: ReadonlyMap<number, ScoreRow>,
  after: readonly ScoreRow[],
): Promise<readonly OutboxEvent[]> {
  const moved = after.filter((row) => {
    const old = before.get(row.tenantId);
    return old === undefined || !sameScore(old, row);
  });
  await saveScores(client, { at: snapshot.at, seq: 0, model }, after, moved);
  return moved.flatMap((row) => scoreEvents(snapshot, before.get(row.tenantId), row));
}

function isAssessed(row: FleetRow): row is FleetRow & ScoreRow {
  return row.lower !== null;
}

function rolledRow(tenantId: number, parts: readonly ScoreRow[], { score, detail }: RolledUp): ScoreRow {
  const sum = (pick: (row: ScoreRow) => number) => parts.reduce((total, row) => total + pick(row), 0);
  return {
    ...score,
    clusterId: 0,
    tenantId,
    tier: tenantId === 0 ? null : (parts[0]?.tier ?? null),
    detail,
    findingsOpen: sum(({ findingsOpen }) => findingsOpen),
    findingsCrit: sum(({ findingsCrit }) => findingsCrit),
  };
}
