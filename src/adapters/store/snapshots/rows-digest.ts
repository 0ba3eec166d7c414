import { createHash } from 'node:crypto';

/** One hash over all rows of a snapshot, which must be sorted: two snapshots with equal digests have equal rows. */
export function rowsDigest(rows: Iterable<{ readonly key: string; readonly hash: string }>): Buffer {
  const digest = createHash('sha256');
  for (const row of rows) digest.update(`${row.key}\0${row.hash}\n`);
  return digest.digest();
}
