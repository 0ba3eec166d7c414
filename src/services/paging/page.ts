import { z } from 'zod';

/** The largest page any list answers; every list is bounded (reliability §1, row 17). */
export const PAGE_MAX = 100;

/** The part of a list request that chooses a page. */
export const pageInput = z.strictObject({
  first: z
    .number()
    .int()
    .min(1)
    .max(PAGE_MAX)
    .default(20)
    .describe(`How many items to answer, 1 to ${String(PAGE_MAX)}`),
  after: z.string().max(1000).optional().describe('Cursor of the last item of the previous page'),
});

/** A request for one page. */
export interface PageRequest {
  readonly first: number;
  readonly after?: string | undefined;
}

/** One item with the cursor that continues after it. */
export interface Edge<T> {
  readonly cursor: string;
  readonly node: T;
}

/** One page of a list in its fixed order. */
export interface Page<T> {
  readonly edges: readonly Edge<T>[];
  readonly hasNextPage: boolean;
}

/**
 * Makes a page from one row more than asked for: the extra row only says that there is a next page.
 * @param cursorOf the sort key of a row, as a cursor
 */
export function pageOf<R, T>(
  rows: readonly R[],
  first: number,
  cursorOf: (row: R) => string,
  toNode: (row: R) => T,
): Page<T> {
  const shown = rows.slice(0, first);
  return {
    edges: shown.map((row) => ({ cursor: cursorOf(row), node: toNode(row) })),
    hasNextPage: rows.length > first,
  };
}
