import type { PoolClient } from 'pg';
import { Problem } from '#src/lib/problem.js';
import type { SnapshotHeader, StoredBody } from './rows-to-facts.js';

/** Which snapshot: its sequence number, the newest one, or the newest that is not younger than a time. */
export type SnapshotAt = number | 'head' | Date;

/** Finds a snapshot. @throws Problem `NOT_FOUND` when the cluster has none there (never taken, or past its retention) */
export async function findHeader(
  client: PoolClient,
  clusterId: number,
  at: SnapshotAt,
): Promise<SnapshotHeader & { head: boolean }> {
  const [condition, value] =
    at === 'head'
      ? ['s.seq = c.head_seq', undefined]
      : at instanceof Date
        ? ['s.observed_at <= $2', at]
        : ['s.seq = $2', at];
  const { rows } = await client.query<SnapshotHeader & { head: boolean }>(
    `SELECT s.seq, s.observed_at AS "observedAt", s.origin, s.cni, s.identity, s.coverage, s.pods, s.keyframe_seq AS "keyframeSeq",
            s.keyframe_at AS "keyframeAt",
            s.seq = c.head_seq AS head
     FROM snapshot s JOIN cluster c ON c.id = s.cluster_id
     WHERE s.cluster_id = $1 AND ${condition}
     ORDER BY s.observed_at DESC LIMIT 1`,
    value === undefined ? [clusterId] : [clusterId, value],
  );
  const header = rows[0];
  if (header !== undefined) return header;
  const wanted = at instanceof Date ? at.toISOString() : String(at);
  throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} has no snapshot at ${wanted}`);
}

/** The rows that were current at a snapshot. The time bound lets the database skip partitions closed before it. */
export async function readRows(
  client: PoolClient,
  clusterId: number,
  header: SnapshotHeader & { head: boolean },
): Promise<StoredBody[]> {
  const current = 'SELECT kind, namespace, name, body::text AS body FROM resource WHERE cluster_id = $1';
  if (header.head) return (await client.query<StoredBody>(current, [clusterId])).rows;
  const { rows } = await client.query<StoredBody>(
    `${current} AND from_seq <= $2
     UNION ALL
     SELECT kind, namespace, name, body::text FROM resource_history
     WHERE cluster_id = $1 AND to_seq > $2 AND from_seq <= $2 AND to_at > $3`,
    [clusterId, header.seq, header.observedAt],
  );
  return rows;
}
