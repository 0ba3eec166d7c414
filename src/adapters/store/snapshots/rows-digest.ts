import { createHash } from 'node:crypto';
import { keyText, type RowKey } from './snapshot-row.js';

/** One hash over all rows of a snapshot, which must be sorted: two snapshots with equal digests have equal rows. */
export function rowsDigest(rows: Iterable<RowKey & { readonly hash: string }>): Buffer {
  const digest = createHash('sha256');
  for (const row of rows) digest.update(`${keyText(row)}\0${row.hash}\n`);
  return digest.digest();
}
