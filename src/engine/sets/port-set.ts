import { boundsContain } from './bounds-algebra.js';
import { type Bounds, type PortRange, boundsOf, rangesOf } from './port-line.js';
import { LANES, MAX_PORT, MIN_PORT, laneOf } from './protocol.js';

/** What a set needs of the table that interned it; `PortSets` is that table. */
export interface PortTable {
  readonly none: PortSet;
  readonly all: PortSet;
  readonly transports: PortSet;
  get(id: number): PortSet;
  union(a: number, b: number): number;
  intersect(a: number, b: number): number;
  subtract(a: number, b: number): number;
}

/**
 * An immutable set of destination ports over TCP, UDP, SCTP and the protocols without ports.
 * Invariant: interned, so two sets of one `PortSets` are equal exactly when their ids are.
 */
export class PortSet {
  constructor(
    private readonly sets: PortTable,
    /** Position in the interning table; 0 is the empty set, 1 is everything. */
    readonly id: number,
    /** Canonical bounds on the port line. */
    readonly bounds: Bounds,
  ) {}

  get isEmpty(): boolean {
    return this.id === this.sets.none.id;
  }

  /** Every port of every protocol. */
  get isAll(): boolean {
    return this.id === this.sets.all.id;
  }

  /** Every port of TCP, UDP and SCTP: what conformance calls "All Connections". */
  get isEveryTransport(): boolean {
    return this.sets.transports.subtract(this).isEmpty;
  }

  union(other: PortSet): PortSet {
    return this.sets.get(this.sets.union(this.id, other.id));
  }

  intersect(other: PortSet): PortSet {
    return this.sets.get(this.sets.intersect(this.id, other.id));
  }

  subtract(other: PortSet): PortSet {
    return this.sets.get(this.sets.subtract(this.id, other.id));
  }

  /** Is every port of this set in the other? */
  isWithin(other: PortSet): boolean {
    return this.sets.subtract(this.id, other.id) === this.sets.none.id;
  }

  /** Is this port in the set? A protocol without ports ignores the number. */
  contains(protocol: string, port = MIN_PORT): boolean {
    if (!Number.isInteger(port) || port < MIN_PORT || port > MAX_PORT) return false;
    return boundsContain(this.bounds, boundsOf(laneOf(protocol), port, port)[0] ?? 0);
  }

  /** The set as ranges, sorted by lane and port; the `other` lane reads 0…0. */
  ranges(): PortRange[] {
    return rangesOf(this.bounds);
  }

  /** `all`, `none`, or e.g. `TCP 80,8000-8010, UDP, other`; a bare protocol is all of its ports. */
  toString(): string {
    if (this.isAll) return 'all';
    if (this.isEmpty) return 'none';
    const ranges = this.ranges();
    const words: string[] = [];
    for (const lane of LANES) {
      const own = ranges.filter((range) => range.lane === lane);
      if (own.length === 0) continue;
      const list = own.map(({ lo, hi }) => (lo === hi ? String(lo) : `${String(lo)}-${String(hi)}`)).join(',');
      const whole = lane === 'other' || list === `${String(MIN_PORT)}-${String(MAX_PORT)}`;
      words.push(whole ? lane : `${lane} ${list}`);
    }
    return words.join(', ');
  }
}
