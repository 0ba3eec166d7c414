import { type Family, parseIp } from '../sets/ip-address.js';
import { byText } from './json-value.js';
import { mentionedEdges } from './mentioned-blocks.js';
import type { PodGroup, PodMember } from './pod-group.js';
import type { RawObject } from './raw-object.js';

/** A group cut into more parts than this stays whole, and answers about it stay bounds. */
const MOST_PARTS = 64;

/** Edges of blocks by family; those of IPv4 as numbers, because most clusters have nothing else and there are many pods. */
interface Edges {
  readonly short: Float64Array;
  readonly long: ReadonlyMap<Family, readonly bigint[]>;
}

/**
 * Pods of one group that lie on different sides of a block some policy names can be told apart by it, so they become
 * groups of their own; all others stay together. Keeps the order of groups.
 */
export function splitByAddress(
  groups: readonly PodGroup[],
  byKind: ReadonlyMap<string, readonly RawObject[]>,
): readonly PodGroup[] {
  if (!groups.some(hasSeveralAddresses)) return groups;
  const long = mentionedEdges(byKind);
  if ([...long.values()].every((own) => own.length === 0)) return groups;
  const edges: Edges = { short: Float64Array.from(long.get(4) ?? [], Number), long };
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
  const [only] = ips;
  if (ips.length === 1 && only !== undefined) return placeOfAddress(only, edges);
  return ips.map((text) => placeOfAddress(text, edges)).sort().join(' '); // prettier-ignore
}

function placeOfAddress(text: string, { short, long }: Edges): string {
  const value = shortValue(text);
  if (value >= 0) return `4/${String(edgesUpTo(short, value))}`;
  const address = parseIp(text);
  return address === null ? '' : `${String(address.family)}/${String(edgesUpTo(long.get(address.family) ?? [], address.value))}`; // prettier-ignore
}

/** A dotted address as a number, or -1 when it is anything else. */
function shortValue(text: string): number {
  let value = 0;
  let octet = 0;
  let digits = 0;
  let dots = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code >= 48 && code <= 57) {
      octet = octet * 10 + code - 48;
      digits++;
      if (octet > 255 || digits > 3) return -1;
    } else if (code === 46 && digits > 0) {
      value = value * 256 + octet;
      octet = 0;
      digits = 0;
      dots++;
    } else return -1;
  }
  return dots === 3 && digits > 0 ? value * 256 + octet : -1;
}

/** How many edges are not beyond an address. */
function edgesUpTo<T extends number | bigint>(edges: ArrayLike<T>, value: T): number {
  let lo = 0;
  let hi = edges.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    const edge = edges[middle];
    if (edge !== undefined && edge <= value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
