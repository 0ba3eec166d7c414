import type { IpRange } from '../sets/ip-range.js';
import type { PortSets } from '../sets/port-sets.js';
import type { AddressSpan } from './external-flows.js';
import type { ExternalFlow } from './flow.js';

/** Joins the spans of both bounds and merges addresses with equal flows. Sorted by first address. */
export function mergeSpans(must: readonly AddressSpan[], may: readonly AddressSpan[], ports: PortSets): ExternalFlow[] {
  const merged = new Map<string, { readonly must: number; readonly may: number; readonly ranges: IpRange[] }>();
  for (const { range, low, high } of overlay(must, may)) {
    const key = `${String(low)} ${String(high)}`;
    const flow = merged.get(key);
    if (flow === undefined) merged.set(key, { must: low, may: high, ranges: [range] });
    else addRange(flow.ranges, range);
  }
  return [...merged.values()].map((flow) => ({
    ranges: flow.ranges,
    must: ports.get(flow.must),
    may: ports.get(flow.may),
  }));
}

/** Cuts two lists at each other's edges. Both cover both families completely, so walking them together never meets a gap. */
export function* overlay(
  must: readonly AddressSpan[],
  may: readonly AddressSpan[],
): Iterable<{ range: IpRange; low: number; high: number }> {
  let i = 0;
  let j = 0;
  for (;;) {
    const low = must[i];
    const high = may[j];
    if (low === undefined || high === undefined) return;
    const lo = low.range.lo > high.range.lo ? low.range.lo : high.range.lo;
    const hi = low.range.hi < high.range.hi ? low.range.hi : high.range.hi;
    yield { range: { family: low.range.family, lo, hi }, low: low.ports, high: high.ports };
    if (low.range.hi === hi) i++;
    if (high.range.hi === hi) j++;
  }
}

function addRange(ranges: IpRange[], range: IpRange): void {
  const last = ranges.at(-1);
  if (last?.family === range.family && last.hi + 1n === range.lo) ranges[ranges.length - 1] = { ...last, hi: range.hi };
  else ranges.push(range);
}
