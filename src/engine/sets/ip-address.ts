/** IP versions; the two address spaces never mix. */
export const FAMILIES = [4, 6] as const;
export type Family = (typeof FAMILIES)[number];

/** One address as a number of its family's space. */
export interface IpAddress {
  readonly family: Family;
  readonly value: bigint;
}

/** Bits of an address. */
export function widthOf(family: Family): number {
  return family === 4 ? 32 : 128;
}

/** The highest address of a family. */
export function lastAddress(family: Family): bigint {
  return (1n << BigInt(widthOf(family))) - 1n;
}

const OCTET = /^(?:0|[1-9]\d{0,2})$/;
const HEXTET = /^[\da-f]{1,4}$/i;

/** Reads a textual address (RFC 4291 forms for IPv6, dotted decimal without leading zeros for IPv4), or null. */
export function parseIp(text: string): IpAddress | null {
  const value = text.includes(':') ? parseV6(text) : parseV4(text);
  return value === null ? null : { family: text.includes(':') ? 6 : 4, value };
}

function parseV4(text: string): bigint | null {
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => OCTET.test(octet) && Number(octet) <= 255)) return null;
  return octets.reduce((value, octet) => value * 256n + BigInt(octet), 0n);
}

function parseV6(text: string): bigint | null {
  const halves = text.split('::');
  if (halves.length > 2) return null;
  const head = hextetsOf(halves[0] ?? '', halves.length === 1);
  const tail = halves.length === 2 ? hextetsOf(halves[1] ?? '', true) : [];
  if (head === null || tail === null) return null;
  const missing = 8 - head.length - tail.length;
  if (halves.length === 2 ? missing < 1 : missing !== 0) return null;
  const zeros = Array.from({ length: missing }, () => 0n);
  return [...head, ...zeros, ...tail].reduce((value, hextet) => value * 65_536n + hextet, 0n);
}

/** Hextets of one side of `::`; the last piece of the whole address may be a dotted IPv4 address. */
function hextetsOf(text: string, isLastSide: boolean): bigint[] | null {
  if (text === '') return [];
  const hextets: bigint[] = [];
  const pieces = text.split(':');
  for (const [index, piece] of pieces.entries()) {
    if (piece.includes('.') && isLastSide && index === pieces.length - 1) {
      const v4 = parseV4(piece);
      if (v4 === null) return null;
      hextets.push(v4 >> 16n, v4 & 0xffffn);
    } else if (HEXTET.test(piece)) {
      hextets.push(BigInt(`0x${piece}`));
    } else {
      return null;
    }
  }
  return hextets;
}

/** Canonical text: dotted decimal, or RFC 5952 with the longest run of zeros shortened. */
export function formatIp({ family, value }: IpAddress): string {
  return family === 4 ? formatV4(value) : formatV6(value);
}

function formatV4(value: bigint): string {
  return [24n, 16n, 8n, 0n].map((shift) => String((value >> shift) & 255n)).join('.');
}

function formatV6(value: bigint): string {
  const hextets = Array.from({ length: 8 }, (_, i) => ((value >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  const [start, length] = longestZeroRun(hextets);
  if (length < 2) return hextets.join(':');
  return `${hextets.slice(0, start).join(':')}::${hextets.slice(start + length).join(':')}`;
}

function longestZeroRun(hextets: readonly string[]): [start: number, length: number] {
  let best: [number, number] = [0, 0];
  for (let start = 0; start < hextets.length; start++) {
    let end = start;
    while (hextets[end] === '0') end++;
    if (end - start > best[1]) best = [start, end - start];
  }
  return best;
}
