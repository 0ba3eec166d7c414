import type { PoolClient } from 'pg';
import { Problem } from '#src/lib/problem.js';

/** The newest snapshot of a cluster, read under a lock that lasts until the transaction ends. */
export interface ClusterHead {
  readonly uid: string;
  readonly name: string;
  readonly epoch: string;
  readonly seq: number;
  readonly observedAt: Date | null;
  readonly digest: Buffer | null;
  /** Where the newest snapshot's members are; null before the first. */
  readonly keyframeSeq: number | null;
  readonly keyframeAt: Date | null;
  /** True when the new snapshot is dated further ahead of the database than clocks may differ. */
  readonly ahead: boolean;
}

/** Furthest a collector's clock may be ahead of the database's; further ahead would block every later snapshot. */
const MAX_AHEAD = '1 day';

/** Locks a cluster's head. @throws Problem `NOT_FOUND` when the cluster does not exist or was deleted */
export async function lockHead(client: PoolClient, clusterId: number, at: Date): Promise<ClusterHead> {
  const { rows } = await client.query<ClusterHead>({
    name: 'lock-head',
    text: `SELECT c.uid, c.name, c.epoch::text, c.head_seq AS seq, c.head_observed_at AS "observedAt", c.head_digest AS digest,
                  s.keyframe_seq AS "keyframeSeq", s.keyframe_at AS "keyframeAt", $2::timestamptz > now() + $3::interval AS ahead
           FROM cluster c LEFT JOIN snapshot s ON s.cluster_id = c.id AND s.seq = c.head_seq
           WHERE c.id = $1 AND c.deleted_at IS NULL FOR UPDATE OF c`,
    values: [clusterId, at, MAX_AHEAD],
  });
  const head = rows[0];
  if (head === undefined) throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} does not exist or was deleted`);
  return head;
}

/**
 * Refuses a snapshot whose collector may no longer write, or that is not newer than what is stored.
 * @throws Problem `SNAPSHOT.FENCED`, or `CONFLICT` when its time lies in the future
 */
export function refuseStale(head: ClusterHead, epoch: bigint, at: Date): void {
  const cluster = `cluster "${head.name}"`;
  if (BigInt(head.epoch) !== epoch) {
    throw new Problem('SNAPSHOT.FENCED', `This run of ${cluster} was overtaken by another one; nothing was stored`);
  }
  if (head.observedAt !== null && at <= head.observedAt) {
    const times = `${at.toISOString()} is not newer than ${head.observedAt.toISOString()}`;
    throw new Problem('SNAPSHOT.FENCED', `The newest snapshot of ${cluster} stays: ${times}; nothing was stored`);
  }
  if (head.ahead) {
    const message = `The snapshot of ${cluster} is dated ${at.toISOString()}, more than ${MAX_AHEAD} ahead of the database`;
    throw new Problem('CONFLICT', `${message}; check the clocks`);
  }
}
