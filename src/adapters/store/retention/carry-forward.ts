import type { PoolClient } from 'pg';
import { keyframeBlob } from '../snapshots/member-blob.js';
import { readMemberChain, type ChainPosition } from '../snapshots/member-chain.js';

/** A snapshot that stays readable whatever its age. */
export interface ProtectedSnapshot extends ChainPosition {
  readonly clusterId: number;
}

/** How a snapshot's coverage must look for it to count as complete. */
const COMPLETE = `NOT EXISTS (SELECT FROM jsonb_array_elements(s.coverage) AS k WHERE k->>'state' NOT IN ('COMPLETE', 'NOT_INSTALLED'))`;

/** Of every cluster, the newest snapshot and the newest complete one, as far as they are older than `before`. */
export async function protectedSnapshots(client: PoolClient, before: Date): Promise<readonly ProtectedSnapshot[]> {
  const { rows } = await client.query<ProtectedSnapshot>(
    `SELECT DISTINCT s.cluster_id AS "clusterId", s.seq, s.keyframe_seq AS "keyframeSeq", s.keyframe_at AS "keyframeAt"
     FROM cluster c
     CROSS JOIN LATERAL (
       (SELECT s.* FROM snapshot s WHERE s.cluster_id = c.id ORDER BY s.seq DESC LIMIT 1)
       UNION ALL
       (SELECT s.* FROM snapshot s WHERE s.cluster_id = c.id AND ${COMPLETE} ORDER BY s.seq DESC LIMIT 1)) s
     WHERE s.observed_at < $1`,
    [before],
  );
  return rows;
}

/**
 * Moves the versions a protected snapshot needs out of partitions that are about to be dropped: `to_at` only says in which
 * partition a version lies and bounds searches from below, so a later one is as true.
 */
export async function carryHistory(
  client: PoolClient,
  { clusterId, seq }: ProtectedSnapshot,
  before: Date,
): Promise<void> {
  await client.query(
    `UPDATE resource_history SET to_at = $3
     WHERE cluster_id = $1 AND to_seq > $2 AND from_seq <= $2 AND to_at < $3`,
    [clusterId, seq, before],
  );
}

/** Stores a protected snapshot's pods as one keyframe in a partition that stays. */
export async function carryMembers(client: PoolClient, kept: ProtectedSnapshot, before: Date): Promise<void> {
  if (kept.keyframeAt >= before) return;
  const { clusterId, seq } = kept;
  const chain = await readMemberChain(client, clusterId, kept);
  if (chain === undefined) return;
  const { body } = await keyframeBlob(chain.lists);
  await client.query(
    'INSERT INTO snapshot_members (cluster_id, seq, observed_at, keyframe, body) VALUES ($1, $2, $3, true, $4)',
    [clusterId, seq, before, body],
  );
  await client.query('UPDATE snapshot SET keyframe_seq = seq, keyframe_at = $3 WHERE cluster_id = $1 AND seq = $2', [
    clusterId,
    seq,
    before,
  ]);
}
