import { NO_PORTS } from '../sets/port-sets.js';

/**
 * Half of every answer: what each row (a subject) permits with each class at the far end, as a default port set and
 * the classes that differ. Exceptions of row `r` are at `start[r] … start[r + 1]`, classes ascending.
 */
export interface Factor {
  /** Class → row. */
  readonly rowOf: Int32Array;
  /** Row → port-set id of every class without an exception. */
  readonly defaults: Int32Array;
  readonly start: Int32Array;
  readonly classes: Int32Array;
  readonly ports: Int32Array;
}

/** The same exceptions by far class: which rows treat class `c` differently, and how. */
export interface Columns {
  readonly start: Int32Array;
  readonly rows: Int32Array;
  readonly ports: Int32Array;
}

/** Port-set id of one cell. Binary search in the row. */
export function cellOf(factor: Factor, row: number, far: number): number {
  let lo = factor.start[row] ?? 0;
  let hi = factor.start[row + 1] ?? 0;
  const end = hi;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((factor.classes[middle] ?? 0) < far) lo = middle + 1;
    else hi = middle;
  }
  return lo < end && factor.classes[lo] === far ? (factor.ports[lo] ?? NO_PORTS) : (factor.defaults[row] ?? NO_PORTS);
}

/** Turns rows into columns by counting sort, O(classes + exceptions). */
export function transpose(factor: Factor): Columns {
  const classCount = factor.rowOf.length;
  const size = factor.classes.length;
  const start = new Int32Array(classCount + 1);
  for (let i = 0; i < size; i++) {
    const slot = (factor.classes[i] ?? 0) + 1;
    start[slot] = (start[slot] ?? 0) + 1;
  }
  for (let c = 0; c < classCount; c++) start[c + 1] = (start[c + 1] ?? 0) + (start[c] ?? 0);
  const next = start.slice();
  const rows = new Int32Array(size);
  const ports = new Int32Array(size);
  for (let row = 0; row < factor.defaults.length; row++) {
    const end = factor.start[row + 1] ?? 0;
    for (let i = factor.start[row] ?? 0; i < end; i++) {
      const far = factor.classes[i] ?? 0;
      const at = next[far] ?? 0;
      next[far] = at + 1;
      rows[at] = row;
      ports[at] = factor.ports[i] ?? NO_PORTS;
    }
  }
  return { start, rows, ports };
}
