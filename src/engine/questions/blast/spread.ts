import { bitRow, forEachBit, hasBit, setBit } from './bit-row.js';
import type { ClassGraph } from './class-graph.js';

/** How far something spreads: for each class the number of hops it takes, and where the last one came from. */
export interface Spread {
  /** Class → hops to another pod of it; -1 when it is not reached. */
  readonly hops: Int32Array;
  /** Class → class before it on a shortest path; -1 when it comes from outside the cluster, or is not reached. */
  readonly previous: Int32Array;
}

/** Where it begins: pods of some classes, or addresses outside the cluster. */
export type SpreadStart = { readonly classes: readonly number[] } | 'external';

/**
 * Breadth-first over rows of bits. A starting class is reached only when something leads (back) to another pod of it,
 * so it may carry a distance too.
 */
export function spread(graph: ClassGraph, start: SpreadStart, mostHops = Infinity): Spread {
  const hops = new Int32Array(graph.size).fill(-1);
  const previous = new Int32Array(graph.size).fill(-1);
  const seen = bitRow(graph.size);
  const expanded = bitRow(graph.size);
  if (start === 'external' && mostHops < 1) return { hops, previous };
  let distance = start === 'external' ? 1 : 0;
  let frontier = start === 'external' ? graph.outside() : [...start.classes];
  if (start === 'external') {
    for (const own of frontier) {
      setBit(seen, own);
      hops[own] = 1;
    }
  }
  for (const own of frontier) setBit(expanded, own);
  while (frontier.length > 0 && distance < mostHops) {
    distance++;
    const next: number[] = [];
    for (const own of frontier) {
      forEachBit(
        graph.row(own),
        (far) => {
          setBit(seen, far);
          hops[far] = distance;
          previous[far] = own;
          next.push(far);
        },
        seen,
      );
    }
    frontier = next.filter((own) => {
      const isFresh = !hasBit(expanded, own);
      if (isFresh) setBit(expanded, own);
      return isFresh;
    });
  }
  return { hops, previous };
}

/** The classes of a shortest path, in the order they are reached; the starting class is first unless it begins outside. */
export function pathTo({ hops, previous }: Spread, target: number): number[] {
  const path = [target];
  let left = hops[target] ?? -1;
  let at = target;
  while (left > 0) {
    at = previous[at] ?? -1;
    if (at < 0) break;
    path.push(at);
    left--;
  }
  return path.reverse();
}
