import { z } from 'zod';
import { decodeCursor, encodeCursor } from './cursor.js';
import { pageOf, type Page, type PageRequest } from './page.js';

/**
 * A page of a list that is computed as a whole and sorted by a unique key (code unit order).
 * The cursor is the key itself, so pages stay right when items appear or vanish in between.
 */
export function pageArray<T>(sorted: readonly T[], keyOf: (item: T) => string, request: PageRequest): Page<T> {
  const after = decodeCursor(request.after, z.tuple([z.string()]))?.[0];
  const start = after === undefined ? 0 : firstAfter(sorted, keyOf, after);
  return pageOf(
    sorted.slice(start, start + request.first + 1),
    request.first,
    (item) => encodeCursor([keyOf(item)]),
    (item) => item,
  );
}

function firstAfter<T>(sorted: readonly T[], keyOf: (item: T) => string, after: string): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const item = sorted[middle];
    if (item !== undefined && keyOf(item) <= after) low = middle + 1;
    else high = middle;
  }
  return low;
}
