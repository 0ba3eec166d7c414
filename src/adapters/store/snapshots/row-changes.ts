import { isCovered, type KindCoverage } from '#src/engine/model/coverage.js';
import { keyOfText, POD_GROUP, type SnapshotRow } from './snapshot-row.js';

/** The key and hash of a current row. */
export type CurrentRow = readonly [key: string, hash: string];

/** What a snapshot does to the current rows. */
export interface RowChanges {
  /** Rows to write: new ones and new versions. */
  readonly written: readonly SnapshotRow[];
  /** Keys whose old version ends: changed and removed. */
  readonly closed: readonly string[];
  /** Old rows that stay because their kind could not be read completely. */
  readonly kept: readonly CurrentRow[];
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
}

/** A snapshot that changes nothing. */
export const NO_CHANGES: RowChanges = { written: [], closed: [], kept: [], added: 0, changed: 0, removed: 0 };

/**
 * Compares a snapshot with the current rows. A row that is missing from the snapshot is removed only when its kind was
 * read completely: a forbidden or cut-off list never deletes anything (reliability §2.3.6).
 */
export function rowChanges(
  current: readonly CurrentRow[],
  rows: readonly SnapshotRow[],
  coverage: readonly KindCoverage[],
): RowChanges {
  const old = new Map(current);
  const written: SnapshotRow[] = [];
  const closed: string[] = [];
  for (const row of rows) {
    const before = old.get(row.key);
    if (before !== undefined) old.delete(row.key);
    if (before === row.hash) continue;
    written.push(row);
    if (before !== undefined) closed.push(row.key);
  }
  const changed = closed.length;
  const kept: CurrentRow[] = [];
  const unread = unreadKinds(coverage);
  for (const [key, hash] of old) {
    if (unread.has(keyOfText(key).kind)) kept.push([key, hash]);
    else closed.push(key);
  }
  return { written, closed, kept, added: written.length - changed, changed, removed: closed.length - changed };
}

/** Kinds of rows that may be incomplete in a snapshot with this coverage. */
export function unreadKinds(coverage: readonly KindCoverage[]): ReadonlySet<string> {
  const kinds = coverage.filter(({ state }) => !isCovered(state)).map(({ kind }) => kind);
  return new Set(kinds.map((kind) => (kind === 'core/Pod' ? POD_GROUP : kind)));
}
