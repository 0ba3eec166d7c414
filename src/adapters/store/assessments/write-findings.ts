import type { PoolClient } from 'pg';
import type { EventTopic, OutboxEvent } from '../outbox.js';
import { storableJson } from '../storable-json.js';
import type { AssessedSnapshot } from './assessment-input.js';
import type { FindingChange, FindingEventType } from './finding-changes.js';

/** Events that others are told about. */
const TOPICS: Partial<Record<FindingEventType, EventTopic>> = {
  opened: 'finding.opened',
  reopened: 'finding.reopened',
  resolved: 'finding.resolved',
  unknown: 'finding.unknown',
};

/** Writes changed findings, their episodes and their numbered events; returns what others should be told. */
export async function writeFindings(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<readonly OutboxEvent[]> {
  await insertFindings(
    client,
    snapshot,
    changes.filter(({ isNew }) => isNew),
  );
  await updateFindings(
    client,
    snapshot,
    changes.filter(({ isNew }) => !isNew),
  );
  await closeEpisodes(
    client,
    snapshot,
    changes.filter(({ episode }) => episode === 'close'),
  );
  await openEpisodes(
    client,
    snapshot,
    changes.filter(({ episode }) => episode === 'open'),
  );
  await insertEvents(client, snapshot, changes);
  return changes.flatMap((change) => outboxEvent(snapshot, change));
}

async function insertFindings(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `INSERT INTO finding (id, fingerprint, cluster_id, cluster_ids, tenant_ids, control, severity, status, namespace, subject, title,
                          because, fix, detail, digest, first_seen_at, first_seq, last_changed_at, held_since)
     SELECT id, fingerprint, $1, ARRAY[$1::int], ARRAY(SELECT json_array_elements_text("tenantIds")::int), control, severity, status,
            namespace, subject, title, because, fix, detail, decode(digest, 'base64'), $3, $2, $3, "heldSince"
     FROM json_to_recordset($4) AS r(id uuid, fingerprint text, "tenantIds" json, control text, severity smallint, status smallint,
       namespace text, subject text, title text, because text, fix text, detail jsonb, digest text, "heldSince" int)`,
    [snapshot.clusterId, snapshot.seq, snapshot.at, storableJson(changes.map((change) => columns(snapshot, change)))],
  );
}

async function updateFindings(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `UPDATE finding f SET
       status = r.status, severity = r.severity, held_since = r."heldSince", last_changed_at = $1, version = f.version + 1,
       title = coalesce(r.title, f.title), because = coalesce(r.because, f.because), fix = coalesce(r.fix, f.fix),
       detail = coalesce(r.detail, f.detail), digest = coalesce(decode(r.digest, 'base64'), f.digest),
       tenant_ids = CASE WHEN r."tenantIds" IS NULL THEN f.tenant_ids ELSE ARRAY(SELECT json_array_elements_text(r."tenantIds")::int) END,
       resolved_at = CASE WHEN r.status = 1 THEN coalesce(f.resolved_at, $1) END,
       closed_seen_at = CASE WHEN r.status = 1 THEN coalesce(f.closed_seen_at, $2) END,
       reopen_count = f.reopen_count + r.reopened
     FROM json_to_recordset($3) AS r(id uuid, "tenantIds" json, severity smallint, status smallint, title text, because text, fix text,
       detail jsonb, digest text, "heldSince" int, reopened smallint)
     WHERE f.id = r.id`,
    [snapshot.at, snapshot.previousAt, storableJson(changes.map((change) => columns(snapshot, change)))],
  );
}

function columns(
  { tenantIds }: AssessedSnapshot,
  { id, status, severity, digest, breach, transition, event }: FindingChange,
) {
  return {
    id,
    status,
    severity,
    digest,
    fingerprint: transition.fingerprint,
    control: transition.control,
    heldSince: transition.heldSince ?? null,
    reopened: event === 'reopened' ? 1 : 0,
    namespace: breach?.namespace ?? null,
    subject: breach?.subject ?? null,
    title: breach?.title ?? null,
    because: breach?.because ?? null,
    fix: breach?.fix ?? null,
    detail: breach === null ? null : { evidence: breach.evidence, remediation: breach.remediation },
    tenantIds: breach === null ? null : idsOf(tenantIds, breach.tenants),
  };
}

function idsOf(ids: ReadonlyMap<string, number>, slugs: readonly string[]): number[] {
  return slugs.flatMap((slug) => ids.get(slug) ?? []);
}

async function openEpisodes(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `INSERT INTO finding_episode (finding_id, opened_at, opened_seq, cluster_id, severity, tenant_ids)
     SELECT id, $2, $3, cluster_id, severity, tenant_ids FROM finding WHERE id = ANY($1::uuid[])`,
    [changes.map(({ id }) => id), snapshot.at, snapshot.seq],
  );
}

async function closeEpisodes(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<void> {
  if (changes.length === 0) return;
  await client.query(
    `UPDATE finding_episode SET closed_at = $2, closed_seq = $3
     WHERE cluster_id = $4 AND finding_id = ANY($1::uuid[]) AND closed_at IS NULL`,
    [changes.map(({ id }) => id), snapshot.at, snapshot.seq, snapshot.clusterId],
  );
}

async function insertEvents(
  client: PoolClient,
  snapshot: AssessedSnapshot,
  changes: readonly FindingChange[],
): Promise<void> {
  const events = changes.flatMap(({ id, event, eventSeq, transition }) =>
    event === undefined ? [] : [{ id, type: event, seq: eventSeq, cause: transition.cause }],
  );
  if (events.length === 0) return;
  await client.query(
    `INSERT INTO finding_event (finding_id, seq, type, at, cluster_id, snapshot_seq, cause)
     SELECT id, seq, type, $2, $1, $3, cause FROM json_to_recordset($4) AS r(id uuid, seq int, type text, cause jsonb)`,
    [snapshot.clusterId, snapshot.at, snapshot.seq, storableJson(events)],
  );
}

function outboxEvent(snapshot: AssessedSnapshot, change: FindingChange): OutboxEvent[] {
  const topic = change.event && TOPICS[change.event];
  if (topic === undefined) return [];
  const { transition, breach, before } = change;
  const tenants = breach === null ? [] : breach.tenants;
  return [
    {
      topic,
      key: change.id,
      tenantIds: breach === null ? (before?.tenantIds ?? []) : idsOf(snapshot.tenantIds, tenants),
      clusterId: snapshot.clusterId,
      severity: change.severity,
      payload: {
        cluster: snapshot.clusterName,
        snapshot: { seq: snapshot.seq, observedAt: snapshot.at },
        finding: {
          id: change.id,
          seq: change.eventSeq,
          fingerprint: transition.fingerprint,
          control: transition.control,
        },
        state: { from: transition.from, to: transition.to },
        details: {
          title: breach?.title ?? before?.title,
          subject: breach?.subject ?? before?.subject,
          cause: transition.cause.detail,
        },
        path: `/api/v1/findings/${change.id}`,
      },
    },
  ];
}
