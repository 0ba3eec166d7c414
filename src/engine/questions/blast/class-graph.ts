import type { PortSet } from '../../sets/port-set.js';
import type { Reachability } from '../../reachability/reachability.js';
import type { Reading } from '../../reachability/ladder.js';
import { type BitRow, bitRow, setBit } from './bit-row.js';

/** Rows kept beyond this many bytes are computed again instead: 250 MB hold the matrix of 44,000 classes. */
const CACHE_BYTES = 250_000_000;

/** Which connections count. */
export interface GraphChoice {
  /** `must`: certainly open; `may`: not ruled out. */
  readonly bound: Reading;
  /** `reverse` follows connections from their destination to their source. */
  readonly direction: 'forward' | 'reverse';
  /** Only connections with one of these ports open; default any port. */
  readonly ports?: PortSet;
}

/** Who can open a connection to whom, class by class, as rows of bits that are computed when first asked for. */
export class ClassGraph {
  readonly #rows: (BitRow | undefined)[] = [];
  /** Port-set id → 1 open, 2 not; 0 not yet known. */
  readonly #counts: number[] = [];
  #bytes = 0;

  constructor(
    readonly reach: Reachability,
    readonly choice: GraphChoice,
  ) {}

  get size(): number {
    return this.reach.classCount;
  }

  /** Classes one step away. */
  row(own: number): BitRow {
    const known = this.#rows[own];
    if (known !== undefined) return known;
    const row = this.#compute(own);
    if (this.#bytes + row.byteLength <= CACHE_BYTES) {
      this.#bytes += row.byteLength;
      this.#rows[own] = row;
    }
    return row;
  }

  /** Does a set of ports hold one that counts? */
  counts(id: number): boolean {
    const known = this.#counts[id] ?? 0;
    if (known !== 0) return known === 1;
    const set = this.reach.ports.get(id);
    const open = this.choice.ports === undefined ? !set.isEmpty : !set.intersect(this.choice.ports).isEmpty;
    this.#counts[id] = open ? 1 : 2;
    return open;
  }

  /** Classes that exchange counted ports with some address outside, in the graph's direction. */
  outside(): number[] {
    const { reach, choice } = this;
    const first = new Int32Array(this.size).fill(-1);
    for (const [group, own] of reach.classOf.entries()) if ((first[own] ?? 0) < 0) first[own] = group;
    return [...first.entries()].flatMap(([own, group]) => {
      const flows = choice.direction === 'forward' ? reach.externalTo(group) : reach.externalFrom(group);
      return flows.some((flow) => this.counts(flow[choice.bound].id)) ? [own] : [];
    });
  }

  #compute(own: number): BitRow {
    const { reach, choice } = this;
    const cells = (choice.direction === 'forward' ? reach.rowOfClass(own) : reach.columnOfClass(own))[choice.bound];
    const row = bitRow(cells.length);
    for (let far = 0; far < cells.length; far++) if (this.counts(cells[far] ?? 0)) setBit(row, far);
    return row;
  }
}
