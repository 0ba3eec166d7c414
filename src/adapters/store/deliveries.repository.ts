import { Injectable } from '@nestjs/common';
import type { Delivery, DeliveryAttempt, Prisma } from './generated/client.js';
import { Store } from './store.js';

/**
 * The thin content of an event: ids, names of the cluster and numbers that anybody who may get the event may read, and
 * two members with a meaning of their own. Receivers get all of it merged into one object.
 */
export interface EventPayload {
  /** Names and texts that may mention every tenant concerned; kept from receivers bound to other tenants. */
  readonly details?: Readonly<Record<string, unknown>>;
  /** Path of the resource with the rest, below the public URL. */
  readonly path?: string;
  readonly [fact: string]: unknown;
}

/** An event as its deliveries carry it. */
export interface OutboxEvent {
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly tenantIds: readonly number[];
  readonly clusterId: number;
  /** 0 info … 4 critical; null when the event has none. */
  readonly severity: number | null;
  readonly payload: EventPayload;
  readonly createdAt: Date;
}

/** A delivery to write: which subscription gets which event with which body. */
export interface NewDelivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly topic: string;
  readonly key: string;
  readonly payload: unknown;
}

/** A delivery taken for one attempt. */
export interface ClaimedDelivery {
  readonly id: string;
  readonly subscriptionId: string;
  readonly eventId: string;
  readonly payload: unknown;
  /** Number of this attempt, from 1. */
  readonly attempts: number;
}

/** How one attempt ended. */
export interface AttemptOutcome {
  readonly status: number | null;
  readonly durationMs: number;
  readonly error: string | null;
}

/** What becomes of a delivery after an attempt. */
export type DeliveryVerdict =
  | { readonly state: 'DELIVERED' }
  | { readonly state: 'PENDING'; readonly retryMs: number }
  | { readonly state: 'DEAD' };

/** Newest first, after `after` (the id of the last one seen). */
export interface DeliveryFilter {
  readonly subscriptionId?: string;
  readonly state?: 'PENDING' | 'DELIVERED' | 'DEAD';
  readonly first: number;
  readonly after?: string;
}

/** How far one look goes into a receiver's backlog. */
const WINDOW = 100;
/** The pending deliveries of one ordering key in front of `w`. */
const EARLIER = `
  delivery e JOIN outbox p ON p.event_id = e.event_id JOIN outbox o ON o.event_id = w.event_id
  WHERE e.subscription_id = w.subscription_id AND e.key = w.key AND e.state = 'PENDING' AND p.id < o.id`;
const CLAIMED = `SET attempts = attempts + 1, next_at = now() + make_interval(secs => $2::float8 / 1000)`;
const COLUMNS = `id, subscription_id AS "subscriptionId", event_id AS "eventId", payload, attempts`;

/** One advisory lock: two relays at once would number the deliveries of one key out of order. */
const RELAY_LOCK = 0x666c_0001;

/** Deliveries, their log, and the outbox events they come from. */
@Injectable()
export class DeliveriesRepository {
  constructor(private readonly store: Store) {}

  /** Whether an event waits to be relayed. */
  async hasEvents(): Promise<boolean> {
    const { rows } = await this.store.pool.query<{ waiting: boolean }>(
      'SELECT EXISTS (SELECT 1 FROM outbox WHERE relayed_at IS NULL) AS waiting',
    );
    return rows[0]?.waiting === true;
  }

  /**
   * Turns up to `limit` waiting events into deliveries, all or nothing. `fanOut` says which; events keep their outbox
   * order. Returns how many events were relayed, 0 also while another process relays.
   */
  relay(limit: number, fanOut: (events: readonly OutboxEvent[]) => Promise<readonly NewDelivery[]>): Promise<number> {
    return this.store.sql(async (client) => {
      const lock = await client.query<{ held: boolean }>('SELECT pg_try_advisory_xact_lock($1) AS held', [RELAY_LOCK]);
      if (lock.rows[0]?.held !== true) return 0;
      const { rows } = await client.query<OutboxEvent & { id: string }>(
        `SELECT id, event_id AS "eventId", topic, key, tenant_ids AS "tenantIds", cluster_id AS "clusterId", severity,
                payload, created_at AS "createdAt"
         FROM outbox WHERE relayed_at IS NULL ORDER BY id LIMIT $1 FOR UPDATE SKIP LOCKED`,
        [limit],
      );
      if (rows.length === 0) return 0;
      const deliveries = await fanOut(rows);
      await client.query(
        `INSERT INTO delivery (id, subscription_id, event_id, topic, key, payload)
         SELECT id, subscription_id, event_id, topic, key, payload
         FROM json_to_recordset($1) AS d(id uuid, subscription_id uuid, event_id uuid, topic text, key text, payload jsonb)
         ON CONFLICT (subscription_id, event_id) DO NOTHING`,
        [JSON.stringify(deliveries.map(toRecord))],
      );
      await client.query('UPDATE outbox SET relayed_at = now() WHERE id = ANY($1::bigint[])', [
        rows.map(({ id }) => id),
      ]);
      return rows.length;
    });
  }

  /**
   * Deliveries to try now, at most `perSubscription` of each receiver. Of each ordering key only the oldest unfinished one
   * counts, so that a receiver never sees a finding resolved before it sees it opened; those behind it are postponed until
   * it is tried again, so that they do not hide what else is due.
   */
  async due(limit: number, perSubscription: number): Promise<string[]> {
    const { rows } = await this.store.pool.query<{ id: string }>(
      `WITH seen AS MATERIALIZED (
         SELECT w.* FROM subscription s CROSS JOIN LATERAL (
           SELECT id, subscription_id, event_id, key, next_at FROM delivery
           WHERE subscription_id = s.id AND state = 'PENDING' AND next_at <= now() ORDER BY next_at LIMIT ${WINDOW}
         ) AS w WHERE s.active
       ), judged AS MATERIALIZED (
         SELECT w.*, (SELECT max(e.next_at) FROM ${EARLIER}) AS behind FROM seen w
       ), postponed AS (
         UPDATE delivery d SET next_at = greatest(j.behind, now() + interval '1 second')
         FROM judged j WHERE d.id = j.id AND j.behind IS NOT NULL AND d.state = 'PENDING' AND d.next_at <= now()
       )
       SELECT id FROM (
         SELECT id, next_at, row_number() OVER (PARTITION BY subscription_id ORDER BY next_at, id) AS place
         FROM judged WHERE behind IS NULL
       ) AS ready WHERE place <= $2 ORDER BY next_at, id LIMIT $1`,
      [limit, perSubscription],
    );
    return rows.map(({ id }) => id);
  }

  /** The receiver of a delivery; undefined when there is none. */
  async subscriptionOf(id: string): Promise<string | undefined> {
    const row = await this.store.prisma.delivery.findUnique({ where: { id }, select: { subscriptionId: true } });
    return row?.subscriptionId;
  }

  /**
   * Takes a due delivery for one attempt and counts it. Nobody else gets it for `holdMs`; a sender that vanishes
   * meanwhile loses nothing. Undefined when it is not due or not pending any more.
   */
  async claim(id: string, holdMs: number): Promise<ClaimedDelivery | undefined> {
    const { rows } = await this.store.pool.query<ClaimedDelivery>(
      `UPDATE delivery ${CLAIMED} WHERE id = $1 AND state = 'PENDING' AND next_at <= now() RETURNING ${COLUMNS}`,
      [id, holdMs],
    );
    return rows[0];
  }

  /** Takes the next due delivery of a receiver, as {@link claim}; several senders get different ones. */
  async claimNext(subscriptionId: string, holdMs: number): Promise<ClaimedDelivery | undefined> {
    const { rows } = await this.store.pool.query<ClaimedDelivery>(
      `WITH seen AS MATERIALIZED (
         SELECT id, subscription_id, event_id, key, next_at FROM delivery
         WHERE subscription_id = $1 AND state = 'PENDING' AND next_at <= now() ORDER BY next_at LIMIT ${WINDOW}
       )
       UPDATE delivery ${CLAIMED}
       WHERE id = (
         SELECT d.id FROM seen w JOIN delivery d ON d.id = w.id
         WHERE d.state = 'PENDING' AND d.next_at <= now() AND NOT EXISTS (SELECT 1 FROM ${EARLIER})
         ORDER BY w.next_at, w.id LIMIT 1 FOR UPDATE OF d SKIP LOCKED)
       RETURNING ${COLUMNS}`,
      [subscriptionId, holdMs],
    );
    return rows[0];
  }

  /** Writes the log line of an attempt and what follows from it, in one statement. Those that waited behind it are due. */
  async record(id: string, attempt: number, outcome: AttemptOutcome, verdict: DeliveryVerdict): Promise<void> {
    const retryMs = verdict.state === 'PENDING' ? verdict.retryMs : 0;
    await this.store.pool.query(
      `WITH logged AS (
         INSERT INTO delivery_attempt (delivery_id, number, status, duration_ms, error) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT DO NOTHING
       ), next_of_key AS (
         UPDATE delivery n SET next_at = now() FROM delivery d
         WHERE d.id = $1 AND $6 <> 'PENDING' AND n.subscription_id = d.subscription_id AND n.key = d.key AND n.id <> d.id
           AND n.state = 'PENDING' AND n.attempts = 0 AND n.next_at > now()
       )
       UPDATE delivery SET state = $6, next_at = now() + make_interval(secs => $7::float8 / 1000),
              delivered_at = CASE WHEN $6 = 'DELIVERED' THEN now() END
       WHERE id = $1 AND state = 'PENDING' AND attempts = $2`,
      [id, attempt, outcome.status, Math.round(outcome.durationMs), outcome.error, verdict.state, retryMs],
    );
  }

  /** Writes one delivery that no outbox event stands behind (a test message). */
  async add(delivery: NewDelivery): Promise<void> {
    const { payload, ...row } = delivery;
    await this.store.prisma.delivery.create({ data: { ...row, payload: payload as Prisma.InputJsonValue } });
  }

  /** Sends a finished delivery again, with the same event id. False when it is unknown or still pending. */
  async replay(id: string): Promise<boolean> {
    const data = { state: 'PENDING', nextAt: new Date(), deliveredAt: null };
    const { count } = await this.store.prisma.delivery.updateMany({ where: { id, state: { not: 'PENDING' } }, data });
    return count === 1;
  }

  /** One delivery with its log, or null. */
  find(id: string): Promise<(Delivery & { log: DeliveryAttempt[] }) | null> {
    return this.store.prisma.delivery.findUnique({ where: { id }, include: { log: { orderBy: { number: 'asc' } } } });
  }

  /** Deliveries, newest first; ids are time-ordered, so they page by themselves. */
  list({ subscriptionId, state, first, after }: DeliveryFilter): Promise<Delivery[]> {
    return this.store.prisma.delivery.findMany({
      where: {
        ...(subscriptionId === undefined ? {} : { subscriptionId }),
        ...(state === undefined ? {} : { state }),
        ...(after === undefined ? {} : { id: { lt: after } }),
      },
      orderBy: { id: 'desc' },
      take: first,
    });
  }
}

function toRecord({ id, subscriptionId, eventId, topic, key, payload }: NewDelivery): Record<string, unknown> {
  return { id, subscription_id: subscriptionId, event_id: eventId, topic, key, payload };
}
