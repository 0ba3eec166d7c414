import type { PoolClient } from 'pg';
import { storableJson } from '../storable-json.js';
import type { NewSnapshot } from './new-snapshot.js';
import type { MemberBlob } from './member-blob.js';
import type { RowChanges } from './row-changes.js';

/** Everything about a snapshot that is not its rows. */
export interface SnapshotRecord {
  readonly snapshot: NewSnapshot;
  readonly uid: string;
  readonly seq: number;
  readonly at: Date;
  readonly digest: Buffer;
  readonly changes: RowChanges;
  readonly objects: number;
  readonly pods: number;
  /** Undefined when the pods are those of the snapshot before. */
  readonly blob: MemberBlob | undefined;
  readonly keyframe: { readonly seq: number; readonly at: Date };
}

/** One statement, because every round trip counts when thousands of clusters are stored each hour. */
const WRITE = `
  WITH members AS (
    INSERT INTO snapshot_members (cluster_id, seq, observed_at, keyframe, body)
    SELECT $1, $2, $3, $4, $5 WHERE $5::bytea IS NOT NULL),
  head AS (
    UPDATE cluster SET head_seq = $2, head_digest = $6, head_observed_at = $3, kube_version = coalesce($7, kube_version),
                       state = 'ready', last_error = NULL
    WHERE id = $1),
  run AS (
    UPDATE run SET state = 'COMMITTED', seq = $2, ended_at = now(), error = NULL, upload = NULL WHERE id = $8)
  INSERT INTO snapshot (cluster_id, seq, observed_at, digest, kube_version, run_id, uid, origin, cni, identity, objects, pods, added, changed,
                        removed, coverage, settled, skew_ms, keyframe_seq, keyframe_at, diagnostics)
  VALUES ($1, $2, $3, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23)`;

/** Writes the snapshot's own row and its pods, moves the cluster's head and ends the run. */
export async function writeSnapshot(client: PoolClient, record: SnapshotRecord): Promise<void> {
  const { snapshot, changes, blob, keyframe } = record;
  const { facts } = snapshot;
  const values = [
    snapshot.clusterId,
    record.seq,
    record.at,
    blob?.keyframe ?? false,
    blob?.body ?? null,
    record.digest,
    facts.cluster.version ?? null,
    snapshot.runId,
    record.uid,
    facts.origin,
    facts.cni ?? null,
    storableJson(facts.cluster),
    record.objects,
    record.pods,
    changes.added,
    changes.changed,
    changes.removed,
    storableJson(facts.coverage),
    snapshot.settled,
    snapshot.skewMs,
    keyframe.seq,
    keyframe.at,
    storableJson(snapshot.diagnostics),
  ];
  await client.query({ name: 'write-snapshot', text: WRITE, values });
}
