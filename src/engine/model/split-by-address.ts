import { type Family, parseIp } from '../sets/ip-address.js';
import { byText } from './json-value.js';
import { mentionedEdges } from './mentioned-blocks.js';
import type { PodGroup, PodMember } from './pod-group.js';
import type { RawObject } from './raw-object.js';

/** A group cut into more parts than this stays whole, and answers about it stay bounds. */
const MOST_PARTS = 64;

type Edges = ReadonlyMap<Family, readonly bigint[]>;

/**
 * Pods of one group that lie on different sides of a block some policy names can be told apart by it, so they become
 * groups of their own; all others stay together. Keeps the order of groups.
 */
export function splitByAddress(
  groups: readonly PodGroup[],
  byKind: ReadonlyMap<string, readonly RawObject[]>,
): readonly PodGroup[] {
  if (!groups.some(hasSeveralAddresses)) return groups;
  const edges = mentionedEdges(byKind);
  if ([...edges.values()].every((own) => own.length === 0)) return groups;
  return groups.flatMap((group) => (hasSeveralAddresses(group) ? partsOf(group, edges) : [group]));
}

function hasSeveralAddresses({ members }: PodGroup): boolean {
  return members.length > 1 && members.some(({ ips }) => ips.length > 0);
}

function partsOf(group: PodGroup, edges: Edges): readonly PodGroup[] {
  const parts = new Map<string, PodMember[]>();
  for (const member of group.members) {
    const place = placeOf(member, edges);
    const part = parts.get(place);
    if (part === undefined) parts.set(place, [member]);
    else part.push(member);
  }
  if (parts.size === 1 || parts.size > MOST_PARTS) return [group];
  return [...parts.values()]
    .sort((a, b) => byText(a[0]?.name ?? '', b[0]?.name ?? ''))
    .map((members) => ({ ...group, members }));
}

/** Between which edges the addresses of a member lie. */
function placeOf({ ips }: PodMember, edges: Edges): string {
  const places = ips.flatMap((text) => {
    const address = parseIp(text);
    return address === null ? [] : [`${String(address.family)}/${String(edgesUpTo(edges.get(address.family) ?? [], address.value))}`]; // prettier-ignore
  });
  return places.sort().join(' ');
}

/** How many edges are not beyond an address. */
function edgesUpTo(edges: readonly bigint[], value: bigint): number {
  let lo = 0;
  let hi = edges.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((edges[middle] ?? 0n) <= value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
