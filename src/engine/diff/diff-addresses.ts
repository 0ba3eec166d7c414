import { type Connection, type ConnectionEnd, nameOfEnd } from '../reachability/connections.js';
import type { Flow } from '../reachability/flow.js';
import { FAMILIES, type Family, lastAddress } from '../sets/ip-address.js';
import type { IpRange } from '../sets/ip-range.js';
import { isSameFlow } from './same-flow.js';

/** A difference before it is named: what was, and what is. */
export interface AddressChange {
  readonly src: ConnectionEnd;
  readonly dst: ConnectionEnd;
  readonly before: Flow | null;
  readonly after: Flow | null;
}

interface Span {
  readonly range: IpRange;
  readonly flow: Flow;
}

/** All connections of one pod-side end with the outside in one direction, on both sides. */
interface OutsideOf {
  readonly inside: ConnectionEnd;
  readonly incoming: boolean;
  readonly before: Span[];
  readonly after: Span[];
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
  const changes: { before: Flow | null; after: Flow | null; ranges: IpRange[] }[] = [];
  for (const range of FAMILIES.flatMap((family) => atoms([...before, ...after], family))) {
    const old = flowAt(before, range);
    const fresh = flowAt(after, range);
    if (isSameFlow(old, fresh)) continue;
    const alike = changes.find((change) => isSameFlow(change.before, old) && isSameFlow(change.after, fresh));
    if (alike === undefined) changes.push({ before: old, after: fresh, ranges: [range] });
    else append(alike.ranges, range);
  }
  return changes.map(({ ranges, ...flows }) => {
    const outside: ConnectionEnd = { kind: 'addresses', ranges };
    return incoming ? { src: outside, dst: inside, ...flows } : { src: inside, dst: outside, ...flows };
  });
}

/** The address space of one family, cut at every edge of every span. */
function atoms(spans: readonly Span[], family: Family): IpRange[] {
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

function flowAt(spans: readonly Span[], atom: IpRange): Flow | null {
  return (
    spans.find(({ range }) => range.family === atom.family && range.lo <= atom.lo && atom.hi <= range.hi)?.flow ?? null
  );
}

function append(ranges: IpRange[], range: IpRange): void {
  const last = ranges.at(-1);
  if (last?.family === range.family && last.hi + 1n === range.lo) ranges[ranges.length - 1] = { ...last, hi: range.hi };
  else ranges.push(range);
}
