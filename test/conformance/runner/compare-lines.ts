import { type IpRange, compareRanges, formatRange } from '#src/engine/sets/ip-range.js';
import { parseAddressRanges } from './address-ranges.js';

/** A part of the address space and what is said about it. */
interface Part {
  readonly range: IpRange;
  readonly says: string;
}

/** One line to compare: both ends, and everything said about the pair as one canonical text. */
export interface Line {
  readonly src: string;
  readonly dst: string;
  readonly says: string;
}

/**
 * What differs between two sets of lines; empty when they say the same. Address ranges are compared as sets: adjacent
 * parts that say the same of the same peer are one part, however either side cut or joined them.
 */
export function compareLines(expected: readonly Line[], actual: readonly Line[]): string[] {
  const want = normalise(expected);
  const have = normalise(actual);
  const differences: string[] = [];
  for (const [pair, says] of want) {
    const got = have.get(pair);
    if (got === undefined) differences.push(`missing ${pair}: ${says}`);
    else if (got !== says) differences.push(`${pair}: expected ${says}, got ${got}`);
  }
  for (const [pair, says] of have) if (!want.has(pair)) differences.push(`unexpected ${pair}: ${says}`);
  return differences;
}

function normalise(lines: readonly Line[]): Map<string, string> {
  const pairs = new Map<string, string>();
  const blocks = new Map<string, Part[]>();
  for (const { src, dst, says } of lines) {
    const from = parseAddressRanges(src);
    const ranges = from ?? parseAddressRanges(dst);
    if (ranges === null) {
      pairs.set(`${src} => ${dst}`, says);
      continue;
    }
    const direction = from === null ? `${src} => *` : `* => ${dst}`;
    const parts = blocks.get(direction) ?? [];
    parts.push(...ranges.map((range) => ({ range, says })));
    blocks.set(direction, parts);
  }
  for (const [direction, parts] of blocks) {
    for (const { range, says } of joined(parts)) pairs.set(direction.replace('*', formatRange(range)), says);
  }
  return pairs;
}

function joined(parts: readonly Part[]): Part[] {
  const result: Part[] = [];
  for (const part of [...parts].sort((a, b) => compareRanges(a.range, b.range))) {
    const last = result.at(-1);
    if (last?.says === part.says && last.range.family === part.range.family && last.range.hi + 1n >= part.range.lo) {
      const hi = last.range.hi > part.range.hi ? last.range.hi : part.range.hi;
      result[result.length - 1] = { range: { ...last.range, hi }, says: last.says };
    } else {
      result.push(part);
    }
  }
  return result;
}
