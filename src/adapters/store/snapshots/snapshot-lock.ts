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
}

/** Furthest a collector's clock may be ahead of the database's; further ahead would block every later snapshot. */
const MAX_AHEAD = '1 day';

/**
 * Locks the cluster and checks that this collector may still write.
 * @throws Problem `NOT_FOUND`, `SNAPSHOT.FENCED` (overtaken, or a newer snapshot is stored), `CONFLICT` (clock far ahead)
 */
export async function lockHead(client: PoolClient, clusterId: number, epoch: bigint, at: Date): Promise<ClusterHead> {
  const { rows } = await client.query<ClusterHead & { ahead: boolean }>(
    `SELECT uid, name, epoch::text, head_seq AS seq, head_observed_at AS "observedAt", head_digest AS digest,
            $2::timestamptz > now() + interval '${MAX_AHEAD}' AS ahead
     FROM cluster WHERE id = $1 AND deleted_at IS NULL FOR UPDATE`,
    [clusterId, at],
  );
  const head = rows[0];
  if (head === undefined) throw new Problem('NOT_FOUND', `Cluster ${String(clusterId)} does not exist or was deleted`);
  if (BigInt(head.epoch) !== epoch) {
    throw new Problem(
      'SNAPSHOT.FENCED',
      `This run of cluster "${head.name}" was overtaken by another one; nothing was stored`,
    );
  }
  if (head.observedAt !== null && at <= head.observedAt) {
    const newest = head.observedAt.toISOString();
    throw new Problem(
      'SNAPSHOT.FENCED',
      `Cluster "${head.name}" has a snapshot of ${newest} already, which is not older; nothing was stored`,
    );
  }
  if (head.ahead) {
    throw new Problem(
      'CONFLICT',
      `The snapshot of cluster "${head.name}" is dated ${at.toISOString()}, more than ${MAX_AHEAD} ahead of the database; check the clocks`,
    );
  }
  return head;
}
