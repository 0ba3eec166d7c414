import type { PoolClient } from 'pg';
import { copyRows } from '../copy-rows.js';
import { keyOfText, type SnapshotRow } from './snapshot-row.js';

/** From here on COPY is faster than one JSON parameter (storage §1d). */
const COPY_FROM = 1000;
const COLUMNS = ['cluster_id', 'kind', 'namespace', 'name', 'hash', 'from_seq', 'from_at', 'body'] as const;

/** Which snapshot of which cluster is being written. */
export interface Version {
  readonly clusterId: number;
  readonly seq: number;
  readonly at: Date;
}

/** Ends the current version of these rows: it moves to the history, closed by this snapshot. */
export async function closeRows(client: PoolClient, version: Version, keys: readonly string[]): Promise<void> {
  if (keys.length === 0) return;
  const listed = JSON.stringify(keys.map(keyOfText));
  await client.query({
    name: 'close-rows',
    text: `WITH closed AS (
       DELETE FROM resource r
       USING json_to_recordset($4) AS k(kind text, namespace text, name text)
       WHERE r.cluster_id = $1 AND r.kind = k.kind AND r.namespace = k.namespace AND r.name = k.name
       RETURNING r.*)
     INSERT INTO resource_history (cluster_id, kind, namespace, name, hash, from_seq, from_at, to_seq, to_at, body)
     SELECT cluster_id, kind, namespace, name, hash, from_seq, from_at, $2, $3, body FROM closed`,
    values: [version.clusterId, version.seq, version.at, listed],
  });
}

/** Inserts rows that are current from this snapshot on. */
export async function openRows(client: PoolClient, version: Version, rows: readonly SnapshotRow[]): Promise<void> {
  if (rows.length === 0) return;
  if (rows.length >= COPY_FROM) {
    await copyRows(client, 'resource', COLUMNS, copyLines(version, rows));
    return;
  }
  const listed = rows.map(
    ({ kind, namespace, name, hash, body }) =>
      `${JSON.stringify({ kind, namespace, name, hash }).slice(0, -1)},"body":${body}}`,
  );
  await client.query({
    name: 'open-rows',
    text: `INSERT INTO resource (cluster_id, kind, namespace, name, hash, from_seq, from_at, body)
     SELECT $1, kind, namespace, name, decode(hash, 'base64'), $2, $3, body
     FROM json_to_recordset($4) AS r(kind text, namespace text, name text, hash text, body json)`,
    values: [version.clusterId, version.seq, version.at, `[${listed.join(',')}]`],
  });
}

function* copyLines({ clusterId, seq, at }: Version, rows: readonly SnapshotRow[]) {
  const from = at.toISOString();
  for (const { kind, namespace, name, hash, body } of rows) {
    yield [clusterId, kind, namespace, name, Buffer.from(hash, 'base64'), seq, from, body];
  }
}
