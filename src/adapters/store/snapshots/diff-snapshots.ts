import type { Pool } from 'pg';
import { findHeader, type SnapshotAt } from './snapshot-source.js';
import { byKey, keyText, type RowKey } from './snapshot-row.js';

/** That one object (or pod group) differs between two snapshots; what it was is in the facts of either. */
export interface ObjectChange extends RowKey {
  readonly change: 'added' | 'changed' | 'removed';
}

type Side = RowKey & { readonly hash: string };

/**
 * Both sides are bounded by sequence, so that an old range does not read everything closed since; the time bounds skip
 * partitions. They have no upper end: retention moves versions it must keep to later partitions.
 */
const CHANGED = {
  name: 'diff-snapshots',
  text: `SELECT true AS before, kind, namespace, name, encode(hash, 'base64') AS hash FROM resource_history
         WHERE cluster_id = $1 AND to_seq > $2 AND to_seq <= $3 AND from_seq <= $2 AND to_at > $4
         UNION ALL
         SELECT false, kind, namespace, name, encode(hash, 'base64') FROM resource
         WHERE cluster_id = $1 AND from_seq > $2 AND from_seq <= $3
         UNION ALL
         SELECT false, kind, namespace, name, encode(hash, 'base64') FROM resource_history
         WHERE cluster_id = $1 AND from_seq > $2 AND from_seq <= $3 AND to_seq > $3 AND to_at > $5`,
};

/** What changed from one snapshot to another of the same cluster, in either direction, sorted by kind, namespace, name. */
export async function diffSnapshots(
  pool: Pool,
  clusterId: number,
  from: SnapshotAt,
  to: SnapshotAt,
): Promise<readonly ObjectChange[]> {
  const [a, b] = await Promise.all([findHeader(pool, clusterId, from), findHeader(pool, clusterId, to)]);
  const [older, newer] = a.seq <= b.seq ? [a, b] : [b, a];
  if (older.seq === newer.seq) return [];
  const values = [clusterId, older.seq, newer.seq, older.observedAt, newer.observedAt];
  const { rows } = await pool.query<Side & { before: boolean }>({ ...CHANGED, values });
  const forward = pair(
    rows.filter(({ before }) => before),
    rows.filter(({ before }) => !before),
  );
  return a.seq <= b.seq ? forward : forward.map(backward);
}

function pair(before: readonly Side[], after: readonly Side[]): ObjectChange[] {
  const old = new Map(before.map((row) => [keyText(row), row]));
  const changes: ObjectChange[] = [];
  for (const row of after) {
    const was = old.get(keyText(row));
    old.delete(keyText(row));
    if (was === undefined) changes.push({ ...keyOf(row), change: 'added' });
    else if (was.hash !== row.hash) changes.push({ ...keyOf(row), change: 'changed' });
  }
  for (const row of old.values()) changes.push({ ...keyOf(row), change: 'removed' });
  return changes.sort(byKey);
}

function backward({ change, ...key }: ObjectChange): ObjectChange {
  return { ...key, change: change === 'added' ? 'removed' : change === 'removed' ? 'added' : change };
}

function keyOf({ kind, namespace, name }: RowKey): RowKey {
  return { kind, namespace, name };
}
