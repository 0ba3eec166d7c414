import { type IpRange, compareRanges, formatRange } from '#src/engine/sets/ip-range.js';
import { parseAddressRanges } from './address-ranges.js';

/** One line to compare: both ends, and what is said about the pair. Several lines about one pair say all of it. */
export interface Line<T> {
  readonly src: string;
  readonly dst: string;
  readonly says: T;
}

/** How everything said about one pair becomes one canonical text. */
export type Canonical<T> = (said: readonly T[]) => string;

interface Part<T> {
  readonly range: IpRange;
  readonly says: readonly T[];
}

/**
 * What differs between two sets of lines; empty when they say the same. Address ranges are compared as sets: they are
 * cut wherever any range ends, and neighbours that say the same of the same peer are joined, on both sides alike.
 */
export function compareLines<T>(
  expected: readonly Line<T>[],
  actual: readonly Line<T>[],
  canonical: Canonical<T>,
): string[] {
  const want = normalise(expected, canonical);
  const have = normalise(actual, canonical);
  const differences: string[] = [];
  for (const [pair, says] of want) {
    const got = have.get(pair);
    if (got === undefined) differences.push(`missing ${pair}: ${says}`);
    else if (got !== says) differences.push(`${pair}: expected ${says}, got ${got}`);
  }
  for (const [pair, says] of have) if (!want.has(pair)) differences.push(`unexpected ${pair}: ${says}`);
  return differences;
}

function normalise<T>(lines: readonly Line<T>[], canonical: Canonical<T>): Map<string, string> {
  const pairs = new Map<string, T[]>();
  const blocks = new Map<string, Part<T>[]>();
  for (const { src, dst, says } of lines) {
    const from = parseAddressRanges(src);
    const ranges = from ?? parseAddressRanges(dst);
    if (ranges === null) append(pairs, `${src} => ${dst}`, says);
    const direction = from === null ? `${src} => *` : `* => ${dst}`;
    for (const range of ranges ?? []) append(blocks, direction, { range, says: [says] });
  }
  const texts = new Map([...pairs].map(([pair, said]) => [pair, canonical(said)]));
  for (const [direction, parts] of blocks) {
    for (const { range, text } of joined(cut(parts), canonical))
      texts.set(direction.replace('*', formatRange(range)), text);
  }
  return texts;
}

function append<K, V>(map: Map<K, V[]>, key: K, value: V): void {
  const list = map.get(key);
  if (list === undefined) map.set(key, [value]);
  else list.push(value);
}

/** Disjoint parts, each with everything that is said about its addresses. */
function cut<T>(parts: readonly Part<T>[]): Part<T>[] {
  return ([4, 6] as const).flatMap((family) => {
    const own = parts.filter(({ range }) => range.family === family);
    const edges = [...new Set(own.flatMap(({ range }) => [range.lo, range.hi + 1n]))].sort((a, b) => (a < b ? -1 : 1));
    return edges.slice(0, -1).flatMap((lo, index): Part<T>[] => {
      const hi = (edges[index + 1] ?? lo) - 1n;
      const says = own.filter(({ range }) => range.lo <= lo && hi <= range.hi).flatMap((part) => part.says);
      return says.length === 0 ? [] : [{ range: { family, lo, hi }, says }];
    });
  });
}

function joined<T>(parts: readonly Part<T>[], canonical: Canonical<T>): { range: IpRange; text: string }[] {
  const result: { range: IpRange; text: string }[] = [];
  for (const { range, says } of [...parts].sort((a, b) => compareRanges(a.range, b.range))) {
    const text = canonical(says);
    const last = result.at(-1);
    if (last?.text === text && last.range.family === range.family && last.range.hi + 1n === range.lo) {
      result[result.length - 1] = { range: { ...last.range, hi: range.hi }, text };
    } else {
      result.push({ range, text });
    }
  }
  return result;
}
