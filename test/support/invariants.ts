import { expect } from 'vitest';
import { factsToRows } from '#src/adapters/store/snapshots/facts-to-rows.js';
import { PartitionsRepository } from '#src/adapters/store/partitions.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import type { Store } from '#src/adapters/store/store.js';
import type { ReceivedWebhook } from './webhook-receiver.js';

/** Which kinds of event may follow each other in the life of one finding; `''` is before the first. */
const LEGAL: Readonly<Record<string, readonly string[]>> = {
  '': ['opened', 'unknown'],
  opened: ['resolved', 'unknown', 'changed'],
  reopened: ['resolved', 'unknown', 'changed'],
  known: ['resolved', 'unknown', 'changed'],
  changed: ['resolved', 'unknown', 'changed'],
  resolved: ['reopened', 'unknown'],
  unknown: ['known', 'opened', 'resolved', 'reopened'],
};
const STATUS_AFTER: Readonly<Record<string, number>> = { opened: 0, reopened: 0, known: 0, resolved: 1, unknown: 3 };

/** What must hold in a store whose work is done, whatever happened to the processes that did it (reliability §3.4). */
export class Invariants {
  constructor(private readonly store: Store) {}

  /** Rows of what is still to be done; all zero when the store is at rest. */
  async unfinished(): Promise<Readonly<Record<string, number>>> {
    const [row = {}] = await this.#rows<Record<string, number>>(
      `SELECT (SELECT count(*)::int FROM run WHERE state IN ('QUEUED', 'RUNNING')) AS runs,
              (SELECT count(*)::int FROM cluster WHERE assessed_seq < head_seq) AS assessments,
              (SELECT count(*)::int FROM outbox WHERE relayed_at IS NULL) AS events,
              (SELECT count(*)::int FROM delivery WHERE state = 'PENDING') AS deliveries`,
    );
    return row;
  }

  /** I5, I9: each run ended once, each snapshot is of one run, in order, and the epochs behind them rise. */
  async runsAndSnapshots(): Promise<void> {
    const runs = await this.#rows<{ state: string; error: unknown }>(
      `SELECT state, error FROM run WHERE state NOT IN ('COMMITTED', 'POISON') OR (state = 'POISON' AND attempts < 5)`,
    );
    expect(runs, 'runs that did not end as they should').toEqual([]);
    const held = await this.#rows('SELECT id FROM cluster WHERE lease_until > now()');
    expect(held, 'leases held although nothing runs').toEqual([]);
    const strays = await this.#rows(
      `SELECT r.id, r.seq, s.seq AS stored FROM run r FULL JOIN snapshot s ON s.run_id = r.id
       WHERE (r.state = 'COMMITTED' OR s.uid IS NOT NULL)
         AND (r.state, r.seq, r.cluster_id) IS DISTINCT FROM ('COMMITTED', s.seq, s.cluster_id)`,
    );
    expect(strays, 'runs and snapshots that do not belong together').toEqual([]);
    const disorder = await this.#rows(
      `SELECT * FROM (
         SELECT s.cluster_id, s.seq, row_number() OVER w AS place, r.epoch, lag(r.epoch) OVER w AS before,
                s.observed_at > lag(s.observed_at) OVER w AND s.committed_at >= lag(s.committed_at) OVER w AS later,
                c.head_seq, max(s.seq) OVER (PARTITION BY s.cluster_id) AS newest, c.epoch AS highest
         FROM snapshot s JOIN run r ON r.id = s.run_id JOIN cluster c ON c.id = s.cluster_id
         WINDOW w AS (PARTITION BY s.cluster_id ORDER BY s.seq)) AS ordered
       WHERE seq <> place OR epoch <= before OR NOT later OR head_seq <> newest OR epoch > highest`,
    );
    expect(disorder, 'snapshots with gaps, or out of order').toEqual([]);
  }

  /** I4: every stored snapshot comes back, and is what its digest says. Returns how many there are. */
  async contents(): Promise<number> {
    const snapshots = new SnapshotsRepository(this.store, new PartitionsRepository(this.store));
    const stored = await this.#rows<{ cluster: number; seq: number; digest: string; pods: number }>(
      `SELECT cluster_id AS cluster, seq, encode(digest, 'hex') AS digest, pods FROM snapshot`,
    );
    for (const { cluster, seq, digest, pods } of stored) {
      const facts = await snapshots.loadFacts(cluster, seq);
      const members = facts.podGroups.reduce((sum, group) => sum + group.members.length, 0);
      const rebuilt = { digest: (await factsToRows(facts)).digest.toString('hex'), pods: members };
      expect(rebuilt, `snapshot ${String(seq)} of cluster ${String(cluster)}`).toEqual({ digest, pods });
    }
    return stored.length;
  }

  /** I1, I7: one row for each fingerprint, whose state follows from its numbered transitions; one event for each. */
  async findings(): Promise<void> {
    const twins = await this.#rows(
      'SELECT cluster_id, fingerprint FROM finding GROUP BY cluster_id, fingerprint HAVING count(*) > 1',
    );
    expect(twins, 'findings stored twice').toEqual([]);
    const findings = await this.#rows<{ id: string; status: number; events: { seq: number; type: string }[] }>(
      `SELECT f.id, f.status, coalesce(json_agg(json_build_object('seq', e.seq, 'type', e.type) ORDER BY e.seq), '[]') AS events
       FROM finding f LEFT JOIN finding_event e ON e.finding_id = f.id GROUP BY f.id`,
    );
    for (const { id, status, events } of findings) {
      const types = events.map(({ type }) => type);
      const illegal = types.filter((type, index) => LEGAL[types[index - 1] ?? '']?.includes(type) !== true);
      const last = types.findLast((type) => type !== 'changed') ?? '';
      expect({ illegal, numbers: events.map(({ seq }) => seq), status }, `finding ${id}: ${types.join(', ')}`).toEqual({
        illegal: [],
        numbers: types.map((_, index) => index + 1),
        status: STATUS_AFTER[last],
      });
    }
    const told = await this.#rows(
      `SELECT e.finding_id, e.seq, o.n FROM finding_event e
       FULL JOIN (SELECT (payload #>> '{finding,id}')::uuid AS id, (payload #>> '{finding,seq}')::int AS seq, topic, count(*) AS n
                  FROM outbox WHERE topic LIKE 'finding.%' GROUP BY 1, 2, 3) AS o
         ON o.id = e.finding_id AND o.seq = e.seq AND o.topic = 'finding.' || e.type
       WHERE e.type IS DISTINCT FROM 'known' AND e.type IS DISTINCT FROM 'changed' AND o.n IS DISTINCT FROM 1`,
    );
    expect(told, 'transitions without exactly one event').toEqual([]);
    const committed = await this.#rows(
      `SELECT s.uid, o.n FROM snapshot s
       FULL JOIN (SELECT (payload #>> '{snapshot,id}')::uuid AS uid, count(*) AS n
                  FROM outbox WHERE topic = 'snapshot.committed' GROUP BY 1) AS o ON o.uid = s.uid
       WHERE s.uid IS NULL OR o.n IS DISTINCT FROM 1`,
    );
    expect(committed, 'snapshots without exactly one event').toEqual([]);
  }

  /** I2, I3: the one receiver of everything saw each event, under one id and unchanged, each finding's events in order. */
  async deliveries(received: readonly ReceivedWebhook[]): Promise<void> {
    const undelivered = await this.#rows(
      `SELECT o.event_id, d.state FROM outbox o FULL JOIN delivery d ON d.event_id = o.event_id
       WHERE d.state IS DISTINCT FROM 'DELIVERED' OR o.event_id IS NULL`,
    );
    expect(undelivered, 'events that were not delivered').toEqual([]);
    const events = await this.#rows<{ id: string }>('SELECT event_id AS id FROM outbox ORDER BY 1');
    const bodies = new Map<string, string>();
    const lastOf = new Map<unknown, number>();
    for (const { headers, body, json } of received) {
      const id = String(headers['webhook-id']);
      expect(json.id).toBe(id);
      const before = bodies.get(id);
      expect(body).toBe(before ?? body);
      bodies.set(id, body);
      const finding = json.data['finding'] as { id: string; seq: number } | undefined;
      if (before !== undefined || finding === undefined) continue;
      expect(finding.seq, `order of finding ${finding.id}`).toBeGreaterThan(lastOf.get(finding.id) ?? 0);
      lastOf.set(finding.id, finding.seq);
    }
    expect([...bodies.keys()].sort()).toEqual(events.map(({ id }) => id));
  }

  async #rows<Row extends object>(sql: string): Promise<Row[]> {
    return (await this.store.pool.query<Row>(sql)).rows;
  }
}
