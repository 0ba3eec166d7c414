import type { PoolClient } from 'pg';
import { readBlobs, type MemberBlob } from './member-blob.js';
import type { MemberLists } from './member-list.js';

/** Where the members of a snapshot are: every blob from the keyframe up to the snapshot itself. */
export interface ChainPosition {
  readonly seq: number;
  readonly keyframeSeq: number;
  /** The time the keyframe is stored under; the partitions before it need not be searched. */
  readonly keyframeAt: Date;
}

/** The members of one stored snapshot. */
export interface MemberChain extends ChainPosition {
  readonly lists: MemberLists;
  readonly deltas: number;
}

/** Reads the keyframe of a snapshot and every delta up to it; undefined when they are past their retention. */
export async function readMemberChain(
  client: PoolClient,
  clusterId: number,
  position: ChainPosition,
): Promise<MemberChain | undefined> {
  const { rows } = await client.query<MemberBlob>({
    name: 'member-chain',
    text: `SELECT keyframe, body FROM snapshot_members
           WHERE cluster_id = $1 AND seq BETWEEN $2 AND $3 AND observed_at >= $4 ORDER BY seq`,
    values: [clusterId, position.keyframeSeq, position.seq, position.keyframeAt],
  });
  if (rows[0]?.keyframe !== true) return undefined;
  return { ...position, lists: await readBlobs(rows), deltas: rows.length - 1 };
}
