import type { Direction } from '../dialects/policy.js';
import { type Factor, cellOf } from '../reachability/factor.js';
import type { Reading } from '../reachability/ladder.js';
import type { Reachability } from '../reachability/reachability.js';
import type { JointBlock } from './joint-blocks.js';
import type { SharedPorts } from './shared-ports.js';

/** Far blocks that one end treats differently on the two sides: `'all'` when even its default differs. */
export type ChangedCells = readonly number[] | 'all';

const NONE: ChangedCells = [];

/**
 * Compares the rows of one direction in one bound without walking the matrix: rows are defaults and exceptions, and two
 * rows can only differ in the default or where one of them has an exception.
 */
export class RowComparison {
  readonly #before: Factor;
  readonly #after: Factor;
  readonly #blocksBefore: readonly (readonly number[])[];
  readonly #blocksAfter: readonly (readonly number[])[];
  readonly #compared = new Map<string, ChangedCells>();

  constructor(
    private readonly sides: { readonly before: Reachability; readonly after: Reachability },
    private readonly blocks: readonly JointBlock[],
    private readonly shared: SharedPorts,
    direction: Direction,
    reading: Reading,
  ) {
    this.#before = sides.before.factor(direction, reading);
    this.#after = sides.after.factor(direction, reading);
    this.#blocksBefore = byClass(blocks, 'before', this.#before.rowOf.length);
    this.#blocksAfter = byClass(blocks, 'after', this.#after.rowOf.length);
  }

  /** What one block, in one class on each side, treats differently. Blocks that are absent or spread count as changed everywhere. */
  of({ before, after }: JointBlock): ChangedCells {
    const [old, ...moreOld] = before;
    const [fresh, ...moreFresh] = after;
    if (old === undefined || fresh === undefined || moreOld.length > 0 || moreFresh.length > 0) return 'all';
    const rowBefore = this.#before.rowOf[old] ?? 0;
    const rowAfter = this.#after.rowOf[fresh] ?? 0;
    const key = `${String(rowBefore)} ${String(rowAfter)}`;
    let cells = this.#compared.get(key);
    if (cells === undefined) this.#compared.set(key, (cells = this.#compare(rowBefore, rowAfter)));
    return cells;
  }

  #compare(rowBefore: number, rowAfter: number): ChangedCells {
    const { before, after } = this.sides;
    const idBefore = (ports: number): number => this.shared.id(before.ports, ports);
    const idAfter = (ports: number): number => this.shared.id(after.ports, ports);
    if (idBefore(this.#before.defaults[rowBefore] ?? 0) !== idAfter(this.#after.defaults[rowAfter] ?? 0)) return 'all';
    const changed = new Set<number>();
    forEachException(this.#before, rowBefore, (own, ports) => {
      for (const block of this.#blocksBefore[own] ?? []) {
        const [far] = this.blocks[block]?.after ?? [];
        if (far !== undefined && idBefore(ports) !== idAfter(cellOf(this.#after, rowAfter, far))) changed.add(block);
      }
    });
    forEachException(this.#after, rowAfter, (own, ports) => {
      for (const block of this.#blocksAfter[own] ?? []) {
        const [far] = this.blocks[block]?.before ?? [];
        if (far !== undefined && idAfter(ports) !== idBefore(cellOf(this.#before, rowBefore, far))) changed.add(block);
      }
    });
    return changed.size === 0 ? NONE : [...changed];
  }
}

/** Class → blocks that lie in this class alone. */
function byClass(blocks: readonly JointBlock[], side: 'before' | 'after', classes: number): number[][] {
  const index: number[][] = Array.from({ length: classes }, () => []);
  for (const block of blocks) {
    const [own, ...more] = block[side];
    if (own !== undefined && more.length === 0) index[own]?.push(block.id);
  }
  return index;
}

function forEachException(factor: Factor, row: number, visit: (own: number, ports: number) => void): void {
  const end = factor.start[row + 1] ?? 0;
  for (let i = factor.start[row] ?? 0; i < end; i++) visit(factor.classes[i] ?? 0, factor.ports[i] ?? 0);
}
