import { NO_PORTS } from '../sets/port-sets.js';

/** One row of a factor on its own: a default and the classes that differ, ascending. */
export interface LiveRow {
  readonly rest: number;
  readonly classes: readonly number[];
  readonly ports: readonly number[];
  /** Number of classes when the row was computed; later ones answer like the class they were split from. */
  readonly known: number;
}

/** Port-set id at a class the row knows. Binary search. */
function cellOfRow(row: LiveRow, far: number): number {
  let lo = 0;
  let hi = row.classes.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((row.classes[middle] ?? 0) < far) lo = middle + 1;
    else hi = middle;
  }
  return row.classes[lo] === far ? (row.ports[lo] ?? NO_PORTS) : row.rest;
}

/** Port-set id at any class, also one younger than the row. */
export function cellAt(row: LiveRow, far: number, parentOf: readonly number[]): number {
  let at = far;
  while (at >= row.known) at = parentOf[at] ?? 0;
  return cellOfRow(row, at);
}

/** Visits the classes at which two rows differ. `parentOf` leads from a split-off class to where it came from. */
export function forEachDifference(
  before: LiveRow,
  after: LiveRow,
  parentOf: readonly number[],
  visit: (far: number, before: number, after: number) => void,
): void {
  if (before.rest !== after.rest) {
    const old = spread(before, parentOf);
    const fresh = spread(after, parentOf);
    for (let far = 0; far < parentOf.length; far++) {
      if (old[far] !== fresh[far]) visit(far, old[far] ?? NO_PORTS, fresh[far] ?? NO_PORTS);
    }
    return;
  }
  // Rows of equal defaults differ at exceptions only, and at classes younger than either.
  const young = Math.min(before.known, after.known);
  let i = 0;
  let j = 0;
  for (;;) {
    const left = before.classes[i] ?? Infinity;
    const right = after.classes[j] ?? Infinity;
    const far = Math.min(left, right);
    if (far >= young) break;
    const old = left === far ? (before.ports[i++] ?? NO_PORTS) : before.rest;
    const fresh = right === far ? (after.ports[j++] ?? NO_PORTS) : after.rest;
    if (old !== fresh) visit(far, old, fresh);
  }
  for (let far = young; far < parentOf.length; far++) {
    const old = cellAt(before, far, parentOf);
    const fresh = cellAt(after, far, parentOf);
    if (old !== fresh) visit(far, old, fresh);
  }
}

function spread(row: LiveRow, parentOf: readonly number[]): Int32Array {
  const cells = new Int32Array(parentOf.length).fill(row.rest);
  for (const [at, far] of row.classes.entries()) cells[far] = row.ports[at] ?? NO_PORTS;
  for (let far = row.known; far < cells.length; far++) cells[far] = cells[parentOf[far] ?? 0] ?? NO_PORTS;
  return cells;
}
