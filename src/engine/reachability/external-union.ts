import type { PortSets } from '../sets/port-sets.js';
import { compareRanges } from '../sets/ip-range.js';
import type { AddressSpan } from './external-flows.js';
import type { ExternalFlow } from './flow.js';
import { mergeSpans, overlay } from './merge-spans.js';

/** What any of several pods can exchange with the outside. Each list covers both families completely. */
export function uniteExternalFlows(
  lists: readonly (readonly ExternalFlow[])[],
  ports: PortSets,
): readonly ExternalFlow[] {
  const [first, ...rest] = lists;
  if (first === undefined) return [];
  if (rest.every((list) => list === first)) return first;
  const must = lists.map((list) => spansOf(list, 'must')).reduce((a, b) => unite(a, b, ports));
  const may = lists.map((list) => spansOf(list, 'may')).reduce((a, b) => unite(a, b, ports));
  return mergeSpans(must, may, ports);
}

function spansOf(flows: readonly ExternalFlow[], bound: 'must' | 'may'): AddressSpan[] {
  const spans = flows.flatMap((flow) => flow.ranges.map((range) => ({ range, ports: flow[bound].id })));
  return spans.sort((a, b) => compareRanges(a.range, b.range));
}

function unite(a: readonly AddressSpan[], b: readonly AddressSpan[], ports: PortSets): AddressSpan[] {
  return [...overlay(a, b)].map(({ range, low, high }) => ({ range, ports: ports.union(low, high) }));
}
