import { Injectable } from '@nestjs/common';
import { storableText } from './storable-json.js';
import { Store } from './store.js';

/** A committed snapshot. */
export interface BacklogEntry {
  readonly clusterId: number;
  readonly seq: number;
}

/** Committed snapshots that nobody has judged yet. The rows are the queue: nothing is lost with the jobs. */
@Injectable()
export class AssessmentBacklog {
  constructor(private readonly store: Store) {}

  /**
   * Of each cluster the oldest snapshot after the last judged one, skipping one that could not be judged. In order, so
   * that every snapshot leaves its mark in the history of findings and scores.
   * @param clusterId only of this cluster
   */
  async next(limit: number, clusterId?: number): Promise<BacklogEntry[]> {
    const { rows } = await this.store.pool.query<BacklogEntry>(
      `SELECT c.id AS "clusterId", min(s.seq) AS seq
       FROM cluster c
       JOIN snapshot s ON s.cluster_id = c.id AND s.seq > greatest(
         c.assessed_seq, CASE WHEN c.last_error ->> 'stage' = 'assess' THEN (c.last_error ->> 'seq')::int ELSE 0 END)
       WHERE c.deleted_at IS NULL AND c.assessed_seq < c.head_seq AND ($2::int IS NULL OR c.id = $2)
       GROUP BY c.id ORDER BY min(s.committed_at) LIMIT $1`,
      [limit, clusterId ?? null],
    );
    return rows;
  }

  /** Notes on the cluster that a snapshot cannot be judged; its previous judgement stays. */
  async giveUp({ clusterId, seq }: BacklogEntry, text: string): Promise<void> {
    const [code = 'INTERNAL'] = /^[A-Z_.]+(?=:)/.exec(text) ?? [];
    const error = { stage: 'assess', seq, code, message: storableText(text) };
    await this.store.pool.query(
      `UPDATE cluster SET last_error = $2, updated_at = now() WHERE id = $1 AND assessed_seq < $3`,
      [clusterId, JSON.stringify(error), seq],
    );
  }
}
