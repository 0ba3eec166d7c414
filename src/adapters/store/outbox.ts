import type { PoolClient } from 'pg';
import { storableJson } from './storable-json.js';
import { uuidV7 } from './uuid-v7.js';

/** What can happen that somebody may want to be told; names are part of the webhook contract. */
export const EVENT_TOPICS = [
  'snapshot.committed',
  'score.changed',
  'finding.opened',
  'finding.reopened',
  'finding.resolved',
  'finding.unknown',
] as const;
export type EventTopic = (typeof EVENT_TOPICS)[number];

/** An event, written in the transaction of the change it reports; the relay turns it into deliveries. */
export interface OutboxEvent {
  readonly topic: EventTopic;
  /** Events of one key are delivered in order: the finding's id, or the cluster's uid. */
  readonly key: string;
  /** Tenants it concerns; empty when only people who see the whole cluster may get it. */
  readonly tenantIds: readonly number[];
  readonly clusterId: number;
  /** 0 info … 4 critical; absent when it has none. */
  readonly severity?: number;
  /** Thin: ids, names and numbers, no evidence. */
  readonly payload: Readonly<Record<string, unknown>>;
}

/** Appends events to the outbox, inside the caller's transaction. */
export async function appendEvents(client: PoolClient, events: readonly OutboxEvent[]): Promise<void> {
  if (events.length === 0) return;
  const rows = events.map((event) => ({ ...event, severity: event.severity ?? null, eventId: uuidV7() }));
  await client.query(
    `INSERT INTO outbox (event_id, topic, key, tenant_ids, cluster_id, severity, payload)
     SELECT "eventId", topic, key, ARRAY(SELECT json_array_elements_text("tenantIds")::int), "clusterId", severity, payload
     FROM json_to_recordset($1) AS e("eventId" uuid, topic text, key text, "tenantIds" json, "clusterId" int, severity smallint, payload jsonb)`,
    [storableJson(rows)],
  );
}
