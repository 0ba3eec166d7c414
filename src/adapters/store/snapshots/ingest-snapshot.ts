import type { PoolClient } from 'pg';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { appendEvents } from '../outbox.js';
import { uuidV7 } from '../uuid-v7.js';
import { memberKey, type SnapshotRows } from './facts-to-rows.js';
import { readMemberChain, type MemberChain } from './member-chain.js';
import type { MemberLists } from './member-list.js';
import type { CommittedSnapshot, NewSnapshot } from './new-snapshot.js';
import { nextBlob } from './next-blob.js';
import { NO_CHANGES, rowChanges, unreadKinds, type CurrentRow, type RowChanges } from './row-changes.js';
import { rowsDigest } from './rows-digest.js';
import { lockHead, refuseStale, type ClusterHead } from './snapshot-lock.js';
import { byKey, keyOfText, POD_GROUP, SEPARATOR } from './snapshot-row.js';
import { closeRows, openRows } from './write-rows.js';
import { writeSnapshot } from './write-snapshot.js';

/** Stores one snapshot inside the caller's transaction: all of it, or nothing. */
export async function ingestSnapshot(
  client: PoolClient,
  snapshot: NewSnapshot,
  incoming: SnapshotRows,
): Promise<CommittedSnapshot> {
  const { clusterId, facts } = snapshot;
  const at = new Date(facts.observedAt);
  const head = await lockHead(client, clusterId, at);
  const stored = await findRun(client, snapshot.runId); // under the lock: a rival may just have stored this very run
  if (stored !== undefined) return stored;
  refuseStale(head, snapshot.epoch, at);
  const version = { clusterId, seq: head.seq + 1, at };
  const { changes, digest } = await compare(client, clusterId, head, facts, incoming);
  await closeRows(client, version, changes.closed);
  await openRows(client, version, changes.written);

  const chain = await headChain(client, clusterId, head);
  const lists = mergeMembers(incoming.members, chain?.lists, changes.kept);
  const next = await nextBlob(chain, lists, at);
  const uid = uuidV7();
  const { added, changed, removed } = changes;
  await writeSnapshot(client, {
    snapshot,
    uid,
    seq: version.seq,
    at,
    digest,
    changes,
    objects: incoming.rows.length + changes.kept.length,
    pods: [...lists.values()].reduce((sum, pods) => sum + pods.length, 0),
    blob: next.blob,
    keyframe: next.keyframe
      ? { seq: version.seq, at }
      : { seq: chain?.keyframeSeq ?? version.seq, at: chain?.keyframeAt ?? at },
  });
  const payload = {
    cluster: head.name,
    snapshot: { id: uid, seq: version.seq, observedAt: at, added, changed, removed },
    path: `/api/v1/clusters/${head.uid}/snapshots/${String(version.seq)}`,
  };
  await appendEvents(client, [{ topic: 'snapshot.committed', key: head.uid, tenantIds: [], clusterId, payload }]);
  return { uid, seq: version.seq, added, changed, removed, repeated: false };
}

/** The members of the newest snapshot. */
async function headChain(
  client: PoolClient,
  clusterId: number,
  { seq, keyframeSeq, keyframeAt }: ClusterHead,
): Promise<MemberChain | undefined> {
  if (keyframeSeq === null || keyframeAt === null) return undefined;
  return readMemberChain(client, clusterId, { seq, keyframeSeq, keyframeAt });
}

async function findRun(client: PoolClient, runId: string): Promise<CommittedSnapshot | undefined> {
  const { rows } = await client.query<Omit<CommittedSnapshot, 'repeated'>>({
    name: 'find-run',
    text: 'SELECT uid, seq, added, changed, removed FROM snapshot WHERE run_id = $1',
    values: [runId],
  });
  return rows[0] && { ...rows[0], repeated: true };
}

async function compare(
  client: PoolClient,
  clusterId: number,
  head: ClusterHead,
  facts: SnapshotFacts,
  incoming: SnapshotRows,
): Promise<{ changes: RowChanges; digest: Buffer }> {
  const { digest } = incoming;
  if (head.digest?.equals(digest) === true && unreadKinds(facts.coverage).size === 0)
    return { changes: NO_CHANGES, digest };
  const { rows: current } = await client.query<[key: string, hash: string]>({
    name: 'current-keys',
    text: `SELECT kind || $2 || namespace || $2 || name, encode(hash, 'base64') FROM resource WHERE cluster_id = $1`,
    values: [clusterId, SEPARATOR],
    rowMode: 'array',
  });
  const changes = rowChanges(current, incoming.rows, facts.coverage);
  if (changes.kept.length === 0) return { changes, digest };
  const kept = changes.kept.map(([key, hash]) => ({ ...keyOfText(key), key, hash }));
  return { changes, digest: rowsDigest([...incoming.rows, ...kept].sort(byKey)) };
}

/** Groups that stay although their pods could not be listed keep the pods last seen. */
function mergeMembers(seen: MemberLists, before: MemberLists | undefined, kept: readonly CurrentRow[]): MemberLists {
  const groups = kept
    .map(([key]) => keyOfText(key))
    .filter(({ kind }) => kind === POD_GROUP)
    .map(memberKey);
  if (groups.length === 0) return seen;
  return new Map([...seen, ...groups.map((group) => [group, before?.get(group) ?? []] as const)]);
}
