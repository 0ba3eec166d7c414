import { FAMILIES, type Family, lastAddress, parseIp } from '../sets/ip-address.js';
import { type IpRange, parseCidr } from '../sets/ip-range.js';
import { KNOWN_KINDS } from './known-kinds.js';
import type { RawObject } from './raw-object.js';

/** What an address or a block can look like; anything else is not even parsed. */
const ADDRESS_LIKE = /^[\d.]{7,15}(?:\/\d+)?$|^[\da-f:.]*:[\da-f:.]*(?:\/\d+)?$/i;

/** Where a block that some policy names begins or ends, by family, ascending. Blocks of a whole family have no edge. */
export function mentionedEdges(
  byKind: ReadonlyMap<string, readonly RawObject[]>,
): ReadonlyMap<Family, readonly bigint[]> {
  const texts = new Set<string>();
  for (const [key, objects] of byKind) {
    if (KNOWN_KINDS.get(key)?.role !== 'policy') continue;
    for (const { spec } of objects) collect(spec, texts);
  }
  const edges = new Map<Family, Set<bigint>>(FAMILIES.map((family) => [family, new Set<bigint>()]));
  for (const text of texts) {
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

function collect(root: unknown, texts: Set<string>): void {
  const stack: unknown[] = [root];
  while (stack.length > 0) {
    const value = stack.pop();
    if (typeof value === 'string') {
      if (value.length <= 49 && ADDRESS_LIKE.test(value)) texts.add(value);
    } else if (typeof value === 'object' && value !== null) {
      stack.push(...(Array.isArray(value) ? (value as readonly unknown[]) : Object.values(value)));
    }
  }
}
