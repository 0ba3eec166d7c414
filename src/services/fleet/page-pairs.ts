import { Problem } from '#src/lib/problem.js';
import type { Edge, Page } from '../paging/page.js';

/** A list whose items come pair of clusters by pair of clusters, each pair computed only when the page reaches it. */
export interface PairedList<P, T> {
  /** Pairs in the order of the list. */
  readonly pairs: readonly P[];
  /** Order of a pair, by code units; unique. */
  readonly keyOfPair: (pair: P) => string;
  /** Items of a pair, sorted by their keys; only what the filter chooses. */
  readonly load: (pair: P) => Promise<readonly T[]>;
  /** Order of an item in its pair, by code units; unique there. */
  readonly keyOf: (item: T) => string;
  readonly encode: (position: PairPosition) => string;
}

/** Where a page ended: the pair, and the item in it. */
export type PairPosition = readonly [pair: string, item: string];

/** Pairs computed at the same time; there are rarely more engine threads. */
const TOGETHER = 2;

/**
 * One page. It ends early, with what was found, when computing takes longer than people wait.
 * @param elapsed milliseconds since the request began
 * @throws Problem `DEPENDENCY.UNAVAILABLE` when nothing was found in that time; what was computed is kept for the next try
 */
export async function pagePairs<P, T>(
  list: PairedList<P, T>,
  request: { readonly first: number; readonly after: PairPosition | null },
  limit: { readonly elapsed: () => number; readonly milliseconds: number },
): Promise<Page<T>> {
  const [afterPair, afterItem] = request.after ?? ['', ''];
  const pairs = list.pairs.filter((pair) => request.after === null || list.keyOfPair(pair) >= afterPair);
  const edges: Edge<T>[] = [];
  for (let start = 0; start < pairs.length; start += TOGETHER) {
    if (limit.elapsed() > limit.milliseconds) {
      if (edges.length > 0) return { edges, hasNextPage: true };
      throw new Problem(
        'DEPENDENCY.UNAVAILABLE',
        'Comparing all clusters takes longer than a request may; name one with the filter cluster, or ask again: what is computed is kept',
        { retryAfterSeconds: 5 },
      );
    }
    const together = pairs.slice(start, start + TOGETHER);
    const loaded = await Promise.all(together.map((pair) => list.load(pair)));
    for (const [index, pair] of together.entries()) {
      const key = list.keyOfPair(pair);
      for (const item of loaded[index] ?? []) {
        const own = list.keyOf(item);
        if (request.after !== null && key === afterPair && own <= afterItem) continue;
        if (edges.length === request.first) return { edges, hasNextPage: true };
        edges.push({ cursor: list.encode([key, own]), node: item });
      }
    }
  }
  return { edges, hasNextPage: false };
}
