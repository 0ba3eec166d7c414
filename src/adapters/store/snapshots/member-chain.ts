import type { PoolClient } from 'pg';
import { readBlobs, type MemberBlob } from './member-blob.js';
import type { MemberLists } from './member-list.js';

/** The members of one stored snapshot and the blobs they are made of. */
export interface MemberChain {
  readonly lists: MemberLists;
  readonly keyframeSeq: number;
  readonly keyframeAt: Date;
  readonly deltas: number;
}

interface BlobRow extends MemberBlob {
  readonly seq: number;
  readonly observedAt: Date;
}

/** Reads the keyframe of a snapshot and every delta up to it; undefined when they are past their retention. */
export async function readMemberChain(
  client: PoolClient,
  clusterId: number,
  seq: number,
): Promise<MemberChain | undefined> {
  const { rows } = await client.query<BlobRow>(
    `SELECT m.seq, m.observed_at AS "observedAt", m.keyframe, m.body
     FROM snapshot s
     JOIN snapshot k ON k.cluster_id = s.cluster_id AND k.seq = s.keyframe_seq
     JOIN snapshot_members m
       ON m.cluster_id = s.cluster_id AND m.seq BETWEEN s.keyframe_seq AND s.seq AND m.observed_at >= k.observed_at
     WHERE s.cluster_id = $1 AND s.seq = $2
     ORDER BY m.seq`,
    [clusterId, seq],
  );
  const first = rows[0];
  if (first?.keyframe !== true) return undefined;
  const lists = await readBlobs(rows);
  return { lists, keyframeSeq: first.seq, keyframeAt: first.observedAt, deltas: rows.length - 1 };
}
