import type { Direction } from '../dialects/policy.js';
import type { Compiled } from './compiled.js';
import type { Columns, Factor } from './factor.js';
import { type Reading, roundingOf } from './ladder.js';
import type { FlowRow } from './flow.js';

/** Flows from one class to every class. */
export function rowFrom(compiled: Compiled, source: number): FlowRow {
  return bothReadings(compiled, 'egress', 'ingress', source);
}

/** Flows from every class to one class. */
export function rowTo(compiled: Compiled, destination: number): FlowRow {
  return bothReadings(compiled, 'ingress', 'egress', destination);
}

function bothReadings(compiled: Compiled, near: Direction, far: Direction, own: number): FlowRow {
  const { parts } = compiled;
  const read = (reading: Reading): Int32Array =>
    join(parts[near].factor[reading], parts[far].factor[reading], compiled.columns(far, reading), own, (a, b) =>
      parts.ports.boundedIntersection(a, b, roundingOf(reading)),
    );
  const must = read('must');
  return { must, may: compiled.isCertain ? must : read('may') };
}

/** One end's row, and at every class the other end's answer about it. O(classes + rows of the far factor). */
function join(
  near: Factor,
  far: Factor,
  farColumns: Columns,
  own: number,
  intersect: (a: number, b: number) => number,
): Int32Array {
  const row = near.rowOf[own] ?? 0;
  const cells = new Int32Array(near.rowOf.length).fill(near.defaults[row] ?? 0);
  for (let i = near.start[row] ?? 0; i < (near.start[row + 1] ?? 0); i++)
    cells[near.classes[i] ?? 0] = near.ports[i] ?? 0;

  const answers = far.defaults.slice();
  for (let i = farColumns.start[own] ?? 0; i < (farColumns.start[own + 1] ?? 0); i++) {
    answers[farColumns.rows[i] ?? 0] = farColumns.ports[i] ?? 0;
  }
  for (let other = 0; other < cells.length; other++) {
    cells[other] = intersect(cells[other] ?? 0, answers[far.rowOf[other] ?? 0] ?? 0);
  }
  return cells;
}
