import { type Family, formatIp, lastAddress, parseIp, widthOf } from './ip-address.js';

/** Inclusive range of addresses of one family. Invariant: `lo <= hi`. */
export interface IpRange {
  readonly family: Family;
  readonly lo: bigint;
  readonly hi: bigint;
}

const PREFIX = /^(?:0|[1-9]\d{0,2})$/;

/**
 * Reads `address/prefix`; host bits are masked off (semantics 01 §7). Null when it is not a CIDR, and for IPv4-mapped
 * IPv6 blocks, which network plugins read in different ways.
 */
export function parseCidr(text: string): IpRange | null {
  const slash = text.indexOf('/');
  const prefix = text.slice(slash + 1);
  const address = slash < 0 ? null : parseIp(text.slice(0, slash));
  if (address === null || !PREFIX.test(prefix) || Number(prefix) > widthOf(address.family)) return null;
  if (address.family === 6 && address.value >> 32n === 0xffffn) return null;
  const hostMask = (1n << BigInt(widthOf(address.family) - Number(prefix))) - 1n;
  const lo = address.value & ~hostMask;
  return { family: address.family, lo, hi: lo | hostMask };
}

/** Every address of a family. */
export function wholeFamily(family: Family): IpRange {
  return { family, lo: 0n, hi: lastAddress(family) };
}

/** `lo-hi`, or the single address. */
export function formatRange({ family, lo, hi }: IpRange): string {
  const first = formatIp({ family, value: lo });
  return lo === hi ? first : `${first}-${formatIp({ family, value: hi })}`;
}

/** Order by family, then by first address. */
export function compareRanges(a: IpRange, b: IpRange): number {
  if (a.family !== b.family) return a.family - b.family;
  if (a.lo !== b.lo) return a.lo < b.lo ? -1 : 1;
  return a.hi === b.hi ? 0 : a.hi < b.hi ? -1 : 1;
}
