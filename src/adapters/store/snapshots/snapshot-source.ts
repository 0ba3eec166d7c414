import type { Pool, PoolClient } from 'pg';
import { Problem } from '#src/lib/problem.js';
import type { SnapshotHeader, StoredBody } from './rows-to-facts.js';

/** Which snapshot: its sequence number, the newest one, or the newest that is not younger than a time. */
export type SnapshotAt = number | 'head' | Date;

/** What a snapshot row says, and whether it is the newest. */
export type FoundHeader = SnapshotHeader & { readonly head: boolean };

const HEADER = `SELECT s.seq, s.observed_at AS "observedAt", s.origin, s.cni, s.identity, s.coverage, s.pods,
                       s.keyframe_seq AS "keyframeSeq", s.keyframe_at AS "keyframeAt", s.seq = c.head_seq AS head
                FROM snapshot s JOIN cluster c ON c.id = s.cluster_id WHERE s.cluster_id = $1`;
const BY_HEAD = { name: 'header-head', text: `${HEADER} AND s.seq = c.head_seq` };
const BY_SEQ = { name: 'header-seq', text: `${HEADER} AND s.seq = $2` };
const BY_TIME = { name: 'header-time', text: `${HEADER} AND s.observed_at <= $2 ORDER BY s.observed_at DESC LIMIT 1` };

/** Finds a snapshot. @throws Problem `NOT_FOUND` when the cluster has none there (never taken, or past its retention) */
export async function findHeader(client: Pool | PoolClient, clusterId: number, at: SnapshotAt): Promise<FoundHeader> {
  const query = at === 'head' ? BY_HEAD : at instanceof Date ? BY_TIME : BY_SEQ;
  const { rows } = await client.query<FoundHeader>({ ...query, values: at === 'head' ? [clusterId] : [clusterId, at] });
  const header = rows[0];
  if (header !== undefined) return header;
  const wanted = at instanceof Date ? at.toISOString() : String(at);
  throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} has no snapshot at ${wanted}`);
}

const CURRENT = 'SELECT kind, namespace, name, body::text AS body FROM resource WHERE cluster_id = $1';
const ROWS_HEAD = { name: 'rows-head', text: CURRENT };
const ROWS_PAST = {
  name: 'rows-past',
  text: `${CURRENT} AND from_seq <= $2
         UNION ALL
         SELECT kind, namespace, name, body::text FROM resource_history
         WHERE cluster_id = $1 AND to_seq > $2 AND from_seq <= $2 AND to_at > $3`,
};

/** The rows that were current at a snapshot. The time bound lets the database skip partitions closed before it. */
export async function readRows(client: PoolClient, clusterId: number, header: FoundHeader): Promise<StoredBody[]> {
  const query = header.head
    ? { ...ROWS_HEAD, values: [clusterId] }
    : { ...ROWS_PAST, values: [clusterId, header.seq, header.observedAt] };
  return (await client.query<StoredBody>(query)).rows;
}
