import { FAMILIES, type Family, lastAddress, parseIp } from '../sets/ip-address.js';
import { type IpRange, parseCidr } from '../sets/ip-range.js';
import { KNOWN_KINDS } from './known-kinds.js';
import type { RawObject } from './raw-object.js';

/** What an address or a block can look like; anything else is not even parsed. */
const ADDRESS_LIKE = /^[\da-f.:]{2,45}(?:\/\d{1,3})?$/i;

/** Members that hold no addresses; most of a policy is in them. */
const WITHOUT_ADDRESSES: ReadonlySet<string> = new Set(['podSelector', 'namespaceSelector', 'matchLabels', 'matchExpressions', 'ports', 'policyTypes']); // prettier-ignore

/** Where a block that some policy names begins or ends, by family, ascending. Blocks of a whole family have no edge. */
export function mentionedEdges(
  byKind: ReadonlyMap<string, readonly RawObject[]>,
): ReadonlyMap<Family, readonly bigint[]> {
  const texts = new Set<string>();
  for (const [key, objects] of byKind) {
    if (KNOWN_KINDS.get(key)?.role !== 'policy') continue;
    for (const { spec } of objects) collect(spec, texts, 0);
  }
  const edges = new Map<Family, Set<bigint>>(FAMILIES.map((family) => [family, new Set<bigint>()]));
  for (const text of texts) {
    if (!ADDRESS_LIKE.test(text)) continue;
    const range = text.includes('/') ? parseCidr(text) : single(text);
    if (range === null || (range.lo === 0n && range.hi === lastAddress(range.family))) continue;
    edges
      .get(range.family)
      ?.add(range.lo)
      .add(range.hi + 1n);
  }
  return new Map(
    [...edges].map(([family, found]) => [family, [...found].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0))]),
  );
}

function single(text: string): IpRange | null {
  const address = parseIp(text);
  return address === null ? null : { family: address.family, lo: address.value, hi: address.value };
}

/** Objects are bounded in depth where they are read; the limit only keeps a bad one from overflowing the stack. */
const MOST_DEPTH = 64;

function collect(value: unknown, texts: Set<string>, depth: number): void {
  if (typeof value === 'string') texts.add(value);
  else if (depth > MOST_DEPTH || typeof value !== 'object' || value === null) return;
  else if (Array.isArray(value)) for (const item of value as readonly unknown[]) collect(item, texts, depth + 1);
  else {
    const record = value as Readonly<Record<string, unknown>>;
    for (const key of Object.keys(record)) {
      if (!WITHOUT_ADDRESSES.has(key)) collect(record[key], texts, depth + 1);
    }
  }
}
