import type { z } from 'zod';
import { Problem } from '#src/lib/problem.js';

/** A sort key as an opaque text. */
export function encodeCursor(key: readonly (string | number | null)[]): string {
  return Buffer.from(JSON.stringify(key)).toString('base64url');
}

/**
 * Reads a cursor back into the sort key it was made from.
 * @throws Problem `INPUT.INVALID` naming `after` when it is not a cursor of this list.
 */
export function decodeCursor<T extends z.ZodType>(cursor: string | undefined, key: T): z.output<T> | null {
  if (cursor === undefined) return null;
  const parsed = key.safeParse(readJson(cursor));
  if (parsed.success) return parsed.data;
  throw Problem.field('after', 'is not a cursor of this list: pass the endCursor of the previous page unchanged');
}

function readJson(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString());
  } catch {
    return undefined;
  }
}
