import { type Connection, type ConnectionEnd, nameOfEnd } from '../reachability/connections.js';
import type { Flow } from '../reachability/flow.js';
import { FAMILIES, type Family, lastAddress } from '../sets/ip-address.js';
import { type IpRange, compareRanges } from '../sets/ip-range.js';
import { isSameFlow } from './same-flow.js';

/** A difference before it is named: what was, and what is. */
export interface AddressChange {
  readonly src: ConnectionEnd;
  readonly dst: ConnectionEnd;
  readonly before: Flow | null;
  readonly after: Flow | null;
}

/** A range of addresses and what passes there. */
export interface AddressSpan {
  readonly range: IpRange;
  readonly flow: Flow;
}

/** All connections of one pod-side end with the outside in one direction, on both sides. */
interface OutsideOf {
  readonly inside: ConnectionEnd;
  readonly incoming: boolean;
  readonly before: AddressSpan[];
  readonly after: AddressSpan[];
}

/** Differences in connections with the outside; neighbouring addresses with the same difference are one change. */
export function diffAddresses(before: readonly Connection[], after: readonly Connection[]): AddressChange[] {
  const outsides = new Map<string, OutsideOf>();
  collect(before, 'before', outsides);
  collect(after, 'after', outsides);
  return [...outsides.values()].flatMap(diffOutside);
}

function collect(connections: readonly Connection[], side: 'before' | 'after', outsides: Map<string, OutsideOf>): void {
  for (const { src, dst, must, may } of connections) {
    const [inside, addresses, incoming] = src.kind === 'addresses' ? [dst, src, true] : [src, dst, false];
    if (addresses.kind !== 'addresses') continue;
    const key = `${String(incoming)} ${nameOfEnd(inside)}`;
    let outside = outsides.get(key);
    if (outside === undefined) outsides.set(key, (outside = { inside, incoming, before: [], after: [] }));
    for (const range of addresses.ranges) outside[side].push({ range, flow: { must, may } });
  }
}

function diffOutside({ inside, incoming, before, after }: OutsideOf): AddressChange[] {
  return diffSpans(before, after).map(({ ranges, ...flows }) => {
    const outside: ConnectionEnd = { kind: 'addresses', ranges };
    return incoming ? { src: outside, dst: inside, ...flows } : { src: inside, dst: outside, ...flows };
  });
}

/** One difference, and all addresses that share it. Null: nothing passes there. */
export interface SpanChange {
  readonly before: Flow | null;
  readonly after: Flow | null;
  readonly ranges: readonly IpRange[];
}

/** Addresses with other flows on the two sides, cut at every edge of either. Spans of one side do not overlap. */
export function diffSpans(before: readonly AddressSpan[], after: readonly AddressSpan[]): SpanChange[] {
  const changes: { before: Flow | null; after: Flow | null; ranges: IpRange[] }[] = [];
  const old = new SpanIndex(before);
  const fresh = new SpanIndex(after);
  for (const range of FAMILIES.flatMap((family) => atoms([...before, ...after], family))) {
    const was = old.at(range);
    const is = fresh.at(range);
    if (isSameFlow(was, is)) continue;
    const alike = changes.find((change) => isSameFlow(change.before, was) && isSameFlow(change.after, is));
    if (alike === undefined) changes.push({ before: was, after: is, ranges: [range] });
    else append(alike.ranges, range);
  }
  return changes;
}

/** The address space of one family, cut at every edge of every span. */
function atoms(spans: readonly AddressSpan[], family: Family): IpRange[] {
  const own = spans.filter(({ range }) => range.family === family);
  const starts = new Set<bigint>([0n]);
  for (const { range } of own) {
    starts.add(range.lo);
    starts.add(range.hi + 1n);
  }
  const last = lastAddress(family);
  const sorted = [...starts].filter((start) => start <= last).sort((a, b) => (a < b ? -1 : 1));
  return sorted.map((lo, index) => ({ family, lo, hi: (sorted[index + 1] ?? last + 1n) - 1n }));
}

/** Finds the span of an address by binary search. */
class SpanIndex {
  readonly #spans: readonly AddressSpan[];

  constructor(spans: readonly AddressSpan[]) {
    this.#spans = [...spans].sort((a, b) => compareRanges(a.range, b.range));
  }

  /** The flow of an atom, which lies in one span wholly or not at all. */
  at(atom: IpRange): Flow | null {
    let lo = 0;
    let hi = this.#spans.length;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      const span = this.#spans[middle];
      if (span !== undefined && compareRanges({ ...span.range, hi: span.range.lo }, { ...atom, hi: atom.lo }) <= 0)
        lo = middle + 1;
      else hi = middle;
    }
    const span = this.#spans[lo - 1];
    return span?.range.family === atom.family && atom.hi <= span.range.hi ? span.flow : null;
  }
}

function append(ranges: IpRange[], range: IpRange): void {
  const last = ranges.at(-1);
  if (last?.family === range.family && last.hi + 1n === range.lo) ranges[ranges.length - 1] = { ...last, hi: range.hi };
  else ranges.push(range);
}
