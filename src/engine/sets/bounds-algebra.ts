import type { Bounds } from './port-line.js';

/** Keeps the positions for which `keep` says yes, given membership in each operand. One sweep, O(n + m). */
function combine(a: Bounds, b: Bounds, keep: (inA: boolean, inB: boolean) => boolean): Bounds {
  const result: number[] = [];
  let i = 0;
  let j = 0;
  let open = false;
  while (i < a.length || j < b.length) {
    const at = Math.min(edge(a, i), edge(b, j));
    if (edge(a, i) === at) i++;
    if (edge(b, j) === at) j++;
    const kept = keep((i & 1) === 1, (j & 1) === 1);
    if (kept === open) continue;
    result.push(kept ? at : at - 1);
    open = kept;
  }
  return result;
}

/** Half-open edge number `index`: where a range begins, or one past where it ends. */
function edge(bounds: Bounds, index: number): number {
  const bound = bounds[index];
  return bound === undefined ? Infinity : bound + (index & 1);
}

/** Positions in either. */
export function unionBounds(a: Bounds, b: Bounds): Bounds {
  return combine(a, b, (inA, inB) => inA || inB);
}

/** Positions in both. */
export function intersectBounds(a: Bounds, b: Bounds): Bounds {
  return combine(a, b, (inA, inB) => inA && inB);
}

/** Positions in `a` and not in `b`. */
export function subtractBounds(a: Bounds, b: Bounds): Bounds {
  return combine(a, b, (inA, inB) => inA && !inB);
}

/** Is the position in the set? Binary search. */
export function boundsContain(bounds: Bounds, position: number): boolean {
  let lo = 0;
  let hi = bounds.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if (edge(bounds, middle) <= position) lo = middle + 1;
    else hi = middle;
  }
  return (lo & 1) === 1;
}
