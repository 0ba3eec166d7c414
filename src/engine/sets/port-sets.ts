import { intersectBounds, subtractBounds, unionBounds } from './bounds-algebra.js';
import { PairMemo } from './pair-memo.js';
import { ALL_BOUNDS, type Bounds, boundsOf } from './port-line.js';
import { PortSet, type PortTable } from './port-set.js';
import { type Lane, LANES } from './protocol.js';

/** Id of the empty set in every table. */
export const NO_PORTS = 0;
/** Id of the full set in every table. */
export const ALL_PORTS = 1;

/** Which way a bound may be wrong and stay sound: `down` for what certainly passes, `up` for what may. */
export type Rounding = 'up' | 'down';

/** Distinct sets that a table holds before answers are rounded; real clusters have thousands (engine §6). */
export const MOST_SETS = 250_000;

/**
 * The interning table of port sets with a memoised algebra on ids: after the first time, an operation is one look-up.
 * Invariant: equal sets have equal ids within one table.
 */
export class PortSets implements PortTable {
  readonly #byId: PortSet[] = [];
  readonly #byText = new Map<string, PortSet>();
  readonly #union = new PairMemo();
  readonly #intersect = new PairMemo();
  readonly #subtract = new PairMemo();

  readonly none = this.#intern([]);
  readonly all = this.#intern(ALL_BOUNDS);
  /** Every port of TCP, UDP and SCTP. */
  readonly transports = this.get(this.union(this.union(this.of('TCP').id, this.of('UDP').id), this.of('SCTP').id));

  /** Number of distinct sets seen. */
  get size(): number {
    return this.#byId.length;
  }

  /** The set of an id handed out by this table. */
  get(id: number): PortSet {
    return this.#byId[id] ?? this.none;
  }

  /** Ports `lo…hi` of one lane, inclusive; the whole lane without them. */
  of(lane: Lane, lo?: number, hi: number | undefined = lo): PortSet {
    return this.#intern(boundsOf(lane, lo, hi));
  }

  /**
   * A union that adds no set to a table that holds `limit` or more: rounded up to whole protocols or down to one
   * operand instead, whichever keeps a bound sound. The same operands always give the same answer once that began.
   */
  boundedUnion(a: number, b: number, rounding: Rounding, limit = MOST_SETS): number {
    if (this.size < limit) return this.union(a, b);
    return (
      this.#known(unionBounds, a, b) ?? (rounding === 'up' ? this.union(this.wholeLanes(a), this.wholeLanes(b)) : a)
    );
  }

  /** The same for an intersection: rounded up to one operand, or down to nothing. */
  boundedIntersection(a: number, b: number, rounding: Rounding, limit = MOST_SETS): number {
    if (this.size < limit) return this.intersect(a, b);
    return this.#known(intersectBounds, a, b) ?? (rounding === 'up' ? this.wholeLanes(a) : NO_PORTS);
  }

  /** Every protocol of which the set has some port, whole: one of 16 sets. */
  wholeLanes(id: number): number {
    const lanes = new Set(
      this.get(id)
        .ranges()
        .map(({ lane }) => lane),
    );
    return LANES.reduce((sum, lane) => (lanes.has(lane) ? this.union(sum, this.of(lane).id) : sum), NO_PORTS);
  }

  /** The id of a result that is in the table already. */
  #known(operation: (a: Bounds, b: Bounds) => Bounds, a: number, b: number): number | undefined {
    return this.#byText.get(operation(this.get(a).bounds, this.get(b).bounds).join(' '))?.id;
  }

  union(a: number, b: number): number {
    if (a === b || b === NO_PORTS) return a;
    if (a === NO_PORTS) return b;
    if (a === ALL_PORTS || b === ALL_PORTS) return ALL_PORTS;
    return a < b ? this.#memo(this.#union, unionBounds, a, b) : this.#memo(this.#union, unionBounds, b, a);
  }

  intersect(a: number, b: number): number {
    if (a === b || b === ALL_PORTS) return a;
    if (a === ALL_PORTS) return b;
    if (a === NO_PORTS || b === NO_PORTS) return NO_PORTS;
    return a < b
      ? this.#memo(this.#intersect, intersectBounds, a, b)
      : this.#memo(this.#intersect, intersectBounds, b, a);
  }

  subtract(a: number, b: number): number {
    if (a === b || a === NO_PORTS || b === ALL_PORTS) return NO_PORTS;
    if (b === NO_PORTS) return a;
    return this.#memo(this.#subtract, subtractBounds, a, b);
  }

  #memo(memo: PairMemo, operation: (a: Bounds, b: Bounds) => Bounds, a: number, b: number): number {
    const known = memo.get(a, b);
    if (known >= 0) return known;
    const { id } = this.#intern(operation(this.get(a).bounds, this.get(b).bounds));
    memo.set(a, b, id);
    return id;
  }

  #intern(bounds: Bounds): PortSet {
    const text = bounds.join(' ');
    const known = this.#byText.get(text);
    if (known !== undefined) return known;
    const set = new PortSet(this, this.#byId.length, bounds);
    this.#byId.push(set);
    this.#byText.set(text, set);
    return set;
  }
}
