import { Injectable } from '@nestjs/common';
import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { Cluster, Credential, Prisma, Run } from './generated/client.js';
import { storableText } from './storable-json.js';
import { Store } from './store.js';

/** Why a run exists. */
export type RunTrigger = 'interval' | 'manual' | 'upload';

/** A run row without the uploaded bytes, which only the collecting worker reads. */
export type RunRow = Omit<Run, 'upload'>;

/** What a collecting worker needs to know about a run. */
export interface RunTarget {
  readonly run: RunRow;
  readonly cluster: Cluster & { readonly credential: Credential | null };
  /** Kinds that were read completely for the newest snapshot: they are expected again. */
  readonly knownKinds: readonly string[];
}

/** How far a running collection is; shown to people while it happens. */
export interface RunProgress {
  readonly stage: 'connect' | 'list' | 'settle' | 'store';
  /** Kind being read, e.g. `core/Pod`. */
  readonly kind?: string;
  /** Objects read so far, all kinds together. */
  readonly items: number;
  readonly kindsDone: number;
  readonly kindsTotal: number;
}

/** Why a run did not end well; `code` is a problem code. */
export interface RunError {
  readonly code: string;
  readonly message: string;
}

/** A run is given up for good after this many failures: something about it is poison (reliability §2.1). */
export const MAX_RUN_ATTEMPTS = 5;

const WITHOUT_UPLOAD = { upload: true } as const;
/** The oldest waiting run of each living cluster that nobody collects now. */
const DUE = `
  SELECT DISTINCT ON (r.cluster_id) r.id, r.next_at, r.attempts
  FROM run r JOIN cluster c ON c.id = r.cluster_id
  WHERE r.state = 'QUEUED' AND c.deleted_at IS NULL
    AND (c.lease_until IS NULL OR c.lease_until < now())
  ORDER BY r.cluster_id, r.requested_at, r.id`;

/** Runs: the durable commands behind collect jobs, and what became of them. Written under the cluster's lease. */
@Injectable()
export class RunsRepository {
  constructor(private readonly store: Store) {}

  /**
   * Asks for a snapshot. Joins a run that already waits, so that impatient callers never pile runs up; an upload is
   * input of its own and always gets its own run, taken in order.
   */
  async request(clusterId: number, trigger: RunTrigger, upload?: Uint8Array<ArrayBuffer>): Promise<RunRow> {
    return this.store.transaction(async (tx) => {
      await tx.$queryRaw`SELECT 1 FROM cluster WHERE id = ${clusterId} FOR UPDATE`;
      if (upload !== undefined) return tx.run.create({ data: { clusterId, trigger, upload }, omit: WITHOUT_UPLOAD });
      const waiting = await tx.run.findFirst({ where: { clusterId, state: 'QUEUED' }, omit: WITHOUT_UPLOAD });
      if (waiting === null) return tx.run.create({ data: { clusterId, trigger }, omit: WITHOUT_UPLOAD });
      // Somebody is waiting in person: no use in sitting out the pause after a failure.
      const data = trigger === 'manual' ? { trigger, nextAt: new Date() } : {};
      return tx.run.update({ where: { id: waiting.id }, data, omit: WITHOUT_UPLOAD });
    });
  }

  /** One run, or null. */
  find(id: string): Promise<RunRow | null> {
    return this.store.prisma.run.findUnique({ where: { id }, omit: WITHOUT_UPLOAD });
  }

  /** A run with its cluster and sealed credential, for the worker that collects it; null when it is unknown. */
  async target(id: string): Promise<RunTarget | null> {
    const { prisma } = this.store;
    const row = await prisma.run.findUnique({
      where: { id },
      omit: WITHOUT_UPLOAD,
      include: { cluster: { include: { credential: true } } },
    });
    if (row === null) return null;
    const { cluster, ...run } = row;
    const where = { clusterId_seq: { clusterId: cluster.id, seq: cluster.headSeq } };
    const head = await prisma.snapshot.findUnique({ where, select: { coverage: true } });
    const coverage = (head?.coverage ?? []) as unknown as readonly KindCoverage[];
    return { run, cluster, knownKinds: coverage.flatMap(({ kind, state }) => (state === 'COMPLETE' ? [kind] : [])) };
  }

  /** The newest runs of a cluster, newest first. */
  latest(clusterId: number, limit = 20): Promise<RunRow[]> {
    const orderBy = [{ requestedAt: 'desc' }, { id: 'desc' }] satisfies Prisma.RunOrderByWithRelationInput[];
    return this.store.prisma.run.findMany({ where: { clusterId }, orderBy, take: limit, omit: WITHOUT_UPLOAD });
  }

  /** The uploaded manifests of a run (gzip), or null when it has none any more. */
  async upload(id: string): Promise<Uint8Array | null> {
    const run = await this.store.prisma.run.findUnique({ where: { id }, select: { upload: true } });
    return run?.upload ?? null;
  }

  /** Makes a run for each cluster whose interval has passed, and sets its next due time. Returns how many. */
  async requestDue(limit: number): Promise<number> {
    const { rowCount } = await this.store.pool.query(
      `WITH due AS (
         SELECT id FROM cluster
         WHERE next_due_at <= now() AND deleted_at IS NULL AND source = 'kubernetes'
         ORDER BY next_due_at LIMIT $1 FOR UPDATE SKIP LOCKED
       ), moved AS (
         -- Missed intervals are not made up for: the next one starts now.
         UPDATE cluster c SET next_due_at = now() + make_interval(secs => c.interval_seconds)
         FROM due WHERE c.id = due.id RETURNING c.id
       )
       INSERT INTO run (id, cluster_id, trigger)
       SELECT gen_random_uuid(), moved.id, 'interval' FROM moved
       WHERE NOT EXISTS (SELECT 1 FROM run r WHERE r.cluster_id = moved.id AND r.state IN ('QUEUED', 'RUNNING'))`,
      [limit],
    );
    return rowCount ?? 0;
  }

  /** Runs that should start now, with the attempts made so far: at most one of each cluster, oldest request first. */
  async due(limit: number): Promise<{ readonly runId: string; readonly attempt: number }[]> {
    const { rows } = await this.store.pool.query<{ runId: string; attempt: number }>(
      `SELECT id AS "runId", attempts AS attempt FROM (${DUE}) AS oldest WHERE next_at <= now() ORDER BY next_at LIMIT $1`,
      [limit],
    );
    return rows;
  }

  /** Marks a waiting run as running under the lease with this epoch. False when it is not waiting any more. */
  async start(id: string, epoch: bigint): Promise<boolean> {
    const { rowCount } = await this.store.pool.query(
      `UPDATE run SET state = 'RUNNING', started_at = now(), epoch = $2, attempts = attempts + 1, error = NULL, progress = NULL
       WHERE id = $1 AND state = 'QUEUED'`,
      [id, epoch],
    );
    return rowCount === 1;
  }

  /** Shows how far the run is; ignored once another epoch owns it. */
  async progress(id: string, epoch: bigint, progress: RunProgress): Promise<void> {
    await this.store.pool.query(`UPDATE run SET progress = $3 WHERE id = $1 AND epoch = $2 AND state = 'RUNNING'`, [
      id,
      epoch,
      JSON.stringify(progress),
    ]);
  }

  /**
   * Puts a run back: it is due again in `delayMs`. The error shows on the cluster as well; an attempt that was no failure
   * of the run carries none and does not count.
   */
  async requeue(id: string, epoch: bigint, delayMs: number, error?: RunError): Promise<void> {
    await this.store.pool.query(
      `WITH put_back AS (
         UPDATE run SET state = 'QUEUED', next_at = now() + make_interval(secs => $3::float8 / 1000), error = $4,
                progress = NULL, attempts = attempts - CASE WHEN $4::jsonb IS NULL THEN 1 ELSE 0 END
         WHERE id = $1 AND epoch = $2 AND state = 'RUNNING' RETURNING cluster_id
       )
       UPDATE cluster SET last_error = $4, updated_at = now()
       FROM put_back WHERE cluster.id = put_back.cluster_id AND $4::jsonb IS NOT NULL`,
      [id, epoch, delayMs, error === undefined ? null : errorJson(error)],
    );
  }

  /**
   * Ends a run without a snapshot and shows why on the cluster. `changed` stops the cluster until a person confirms
   * its new identity.
   */
  async end(id: string, epoch: bigint, state: 'FAILED' | 'POISON', error: RunError, changed = false): Promise<void> {
    await this.store.sql(async (client) => {
      const { rows } = await client.query<{ cluster_id: number }>(
        `UPDATE run SET state = $3, ended_at = now(), error = $4, upload = NULL
         WHERE id = $1 AND epoch = $2 AND state = 'RUNNING' RETURNING cluster_id`,
        [id, epoch, state, errorJson(error)],
      );
      if (rows[0] === undefined) return;
      await client.query(
        `UPDATE cluster SET state = $2, last_error = $3, updated_at = now(), version = version + 1,
                next_due_at = CASE WHEN $2 = 'changed' THEN NULL ELSE next_due_at END
         WHERE id = $1 AND deleted_at IS NULL`,
        [rows[0].cluster_id, changed ? 'changed' : 'failing', errorJson({ ...error })],
      );
    });
  }

  /**
   * Takes up runs whose worker vanished: their lease has run out, or another run has taken the cluster over. A run that
   * did this {@link MAX_RUN_ATTEMPTS} times is given up. Returns how many were touched.
   */
  async reclaimAbandoned(): Promise<number> {
    const lost: RunError = { code: 'INTERNAL', message: 'The worker that ran it went away before it was done' };
    const { rowCount } = await this.store.pool.query(
      `UPDATE run r SET
         state = CASE WHEN r.attempts >= $1 THEN 'POISON' ELSE 'QUEUED' END,
         ended_at = CASE WHEN r.attempts >= $1 THEN now() END,
         upload = CASE WHEN r.attempts >= $1 THEN NULL ELSE r.upload END,
         next_at = now(), progress = NULL, error = $2
       FROM cluster c
       WHERE c.id = r.cluster_id AND r.state = 'RUNNING'
         AND (c.lease_until IS NULL OR c.lease_until < now() OR c.epoch <> r.epoch)`,
      [MAX_RUN_ATTEMPTS, errorJson(lost)],
    );
    return rowCount ?? 0;
  }
}

function errorJson(error: RunError): string {
  return JSON.stringify({ ...error, message: storableText(error.message) });
}
