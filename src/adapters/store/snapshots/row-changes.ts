import { isCovered, type KindCoverage } from '#src/engine/model/coverage.js';
import { keyText, POD_GROUP, type RowKey, type SnapshotRow } from './snapshot-row.js';

/** The key and hash of a current row. */
export type CurrentRow = RowKey & { readonly hash: string };

/** What a snapshot does to the current rows. */
export interface RowChanges {
  /** Rows to write: new ones and new versions. */
  readonly written: readonly SnapshotRow[];
  /** Keys whose old version ends: changed and removed. */
  readonly closed: readonly RowKey[];
  /** Old rows that stay because their kind could not be read completely. */
  readonly kept: readonly CurrentRow[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/**
 * Compares a snapshot with the current rows. A row that is missing from the snapshot is removed only when its kind was
 * read completely: a forbidden or cut-off list never deletes anything (reliability §2.3.6).
 */
export function rowChanges(
  current: readonly CurrentRow[],
  rows: readonly SnapshotRow[],
  coverage: readonly KindCoverage[],
): RowChanges {
  const unread = unreadKinds(coverage);
  const old = new Map(current.map((row) => [keyText(row), row]));
  const written: SnapshotRow[] = [];
  const closed: RowKey[] = [];
  const kept: CurrentRow[] = [];
  let changed = 0;
  for (const row of rows) {
    const key = keyText(row);
    const before = old.get(key);
    old.delete(key);
    if (before?.hash === row.hash) continue;
    written.push(row);
    if (before === undefined) continue;
    closed.push(before);
    changed += 1;
  }
  for (const row of old.values()) (unread.has(row.kind) ? kept : closed).push(row);
  return { written, closed, kept, added: written.length - changed, changed, removed: closed.length - changed };
}

/** Kinds of rows that may be incomplete in a snapshot with this coverage. */
export function unreadKinds(coverage: readonly KindCoverage[]): ReadonlySet<string> {
  const kinds = coverage.filter(({ state }) => !isCovered(state)).map(({ kind }) => kind);
  return new Set(kinds.map((kind) => (kind === 'core/Pod' ? POD_GROUP : kind)));
}
