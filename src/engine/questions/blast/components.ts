import { type BitRow, bitRow, hasBit } from './bit-row.js';
import type { ClassGraph } from './class-graph.js';

/** Strongly connected components, numbered so that every edge leads to the same or a smaller number. */
export interface Components {
  readonly componentOf: Int32Array;
  /** Component → its classes. */
  readonly members: readonly (readonly number[])[];
}

/**
 * Tarjan's algorithm without recursion. Classes whose component is known, or that were entered, are masked out of each
 * row at once, so every class is entered exactly once whatever the number of edges.
 */
export function components(graph: ClassGraph): Components {
  return new ComponentSearch(graph).run();
}

/** Above so many classes looking from the bottom of the stack is cheaper. */
const MANY = 64;

class ComponentSearch {
  readonly #componentOf: Int32Array;
  readonly #index: Int32Array;
  readonly #low: Int32Array;
  readonly #members: number[][] = [];
  /** Entered, so no longer to be entered. */
  readonly #entered: BitRow;
  readonly #onStack: BitRow;
  readonly #stack: number[] = [];
  #next = 0;

  constructor(private readonly graph: ClassGraph) {
    this.#componentOf = new Int32Array(graph.size).fill(-1);
    this.#index = new Int32Array(graph.size).fill(-1);
    this.#low = new Int32Array(graph.size);
    this.#entered = bitRow(graph.size);
    this.#onStack = bitRow(graph.size);
  }

  run(): Components {
    for (let root = 0; root < this.graph.size; root++) if ((this.#index[root] ?? -1) < 0) this.#search(root);
    return { componentOf: this.#componentOf, members: this.#members };
  }

  #search(root: number): void {
    const path = [root];
    this.#enter(root);
    for (let own = path.at(-1); own !== undefined; own = path.at(-1)) {
      const row = this.graph.row(own);
      const child = firstOutside(row, this.#entered);
      if (child >= 0) {
        this.#enter(child);
        path.push(child);
        continue;
      }
      path.pop();
      this.#lowerBy(row, own);
      if (this.#low[own] === this.#index[own]) this.#close(own);
    }
  }

  #enter(own: number): void {
    this.#index[own] = this.#low[own] = this.#next++;
    flip(this.#entered, own);
    flip(this.#onStack, own);
    this.#stack.push(own);
  }

  /** Of the row's classes that are still on the stack, the one entered first decides. */
  #lowerBy(row: BitRow, own: number): void {
    let low = this.#low[own] ?? 0;
    let looked = 0;
    for (let word = 0; word < row.length; word++) {
      let left = (row[word] ?? 0) & (this.#onStack[word] ?? 0);
      while (left !== 0) {
        const bit = left & -left;
        const far = (word << 5) + (31 - Math.clz32(bit));
        low = Math.min(low, this.#low[far] ?? low);
        left ^= bit;
        looked++;
      }
      if (looked > MANY) {
        low = Math.min(low, this.#firstOnStack(row));
        break;
      }
    }
    this.#low[own] = low;
  }

  /** In a dense row the first entered class is found near the bottom of the stack. */
  #firstOnStack(row: BitRow): number {
    const found = this.#stack.find((far) => hasBit(row, far));
    return found === undefined ? this.#next : (this.#index[found] ?? this.#next);
  }

  #close(root: number): void {
    const own: number[] = [];
    for (;;) {
      const member = this.#stack.pop();
      if (member === undefined) break;
      flip(this.#onStack, member);
      this.#componentOf[member] = this.#members.length;
      own.push(member);
      if (member === root) break;
    }
    this.#members.push(own);
  }
}

function flip(row: BitRow, at: number): void {
  row[at >>> 5] = (row[at >>> 5] ?? 0) ^ (1 << (at & 31));
}

function firstOutside(row: BitRow, mask: BitRow): number {
  for (let word = 0; word < row.length; word++) {
    const left = (row[word] ?? 0) & ~(mask[word] ?? 0);
    if (left !== 0) return (word << 5) + (31 - Math.clz32(left & -left));
  }
  return -1;
}
