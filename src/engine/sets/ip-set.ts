import type { IpAddress } from './ip-address.js';
import { type IpRange, compareRanges } from './ip-range.js';

/**
 * An immutable set of addresses of both families.
 * Invariant: ranges are sorted, disjoint and not adjacent, so equal sets have equal ranges.
 */
export class IpSet {
  static readonly none = new IpSet([]);

  private constructor(readonly ranges: readonly IpRange[]) {}

  /** The set of all addresses in any of the ranges. */
  static of(ranges: Iterable<IpRange>): IpSet {
    const merged: IpRange[] = [];
    for (const range of [...ranges].sort(compareRanges)) {
      const last = merged.at(-1);
      if (last === undefined || last.family !== range.family || range.lo > last.hi + 1n) merged.push(range);
      else if (range.hi > last.hi) merged[merged.length - 1] = { ...last, hi: range.hi };
    }
    return merged.length === 0 ? IpSet.none : new IpSet(merged);
  }

  get isEmpty(): boolean {
    return this.ranges.length === 0;
  }

  union(other: IpSet): IpSet {
    return IpSet.of([...this.ranges, ...other.ranges]);
  }

  intersect(other: IpSet): IpSet {
    return this.subtract(this.subtract(other));
  }

  subtract(other: IpSet): IpSet {
    const left: IpRange[] = [];
    let next = 0;
    for (const { family, lo, hi } of this.ranges) {
      let from = lo;
      while (isBefore(other.ranges[next], family, from)) next++;
      for (let i = next; from <= hi; i++) {
        const hole = other.ranges[i];
        if (hole === undefined || hole.family !== family || hole.lo > hi) {
          left.push({ family, lo: from, hi });
          break;
        }
        if (hole.lo > from) left.push({ family, lo: from, hi: hole.lo - 1n });
        from = hole.hi + 1n;
      }
    }
    return IpSet.of(left);
  }

  contains({ family, value }: IpAddress): boolean {
    let lo = 0;
    let hi = this.ranges.length;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      const range = this.ranges[middle];
      if (range !== undefined && (range.family < family || (range.family === family && range.hi < value)))
        lo = middle + 1;
      else hi = middle;
    }
    const range = this.ranges[lo];
    return range !== undefined && range.family === family && range.lo <= value;
  }
}

/** Does the range end before the address, so that no later range of the other set can meet it? */
function isBefore(range: IpRange | undefined, family: number, address: bigint): boolean {
  return range !== undefined && (range.family < family || (range.family === family && range.hi < address));
}
