import { parseIp } from '#src/engine/sets/ip-address.js';
import { type IpRange, parseCidr } from '#src/engine/sets/ip-range.js';

/**
 * Reads an end of a connection that names addresses: one address, a CIDR, `low-high`, or several joined by commas.
 * Null for anything else (workloads, `{ingress-controller}`, host names).
 */
export function parseAddressRanges(text: string): IpRange[] | null {
  const ranges: IpRange[] = [];
  for (const part of text.split(',')) {
    const range = parseRange(part.trim());
    if (range === null) return null;
    ranges.push(range);
  }
  return ranges;
}

function parseRange(text: string): IpRange | null {
  if (text.includes('/')) return parseCidr(text);
  const [lowText = '', highText = lowText] = text.split('-');
  const low = parseIp(lowText);
  const high = parseIp(highText);
  if (low === null || high === null || low.family !== high.family) return null;
  return { family: low.family, lo: low.value, hi: high.value };
}
