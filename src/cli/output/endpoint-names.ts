import { parseIp, widthOf } from '#src/engine/sets/ip-address.js';

const WHOLE: ReadonlyMap<string, string> = new Map([
  ['0.0.0.0-255.255.255.255', 'any address'],
  ['0.0.0.0/0', 'any address'],
  ['::/0', 'any IPv6 address'],
  ['::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'any IPv6 address'],
]);

/** True for ends that are addresses outside the cluster rather than workloads or the ingress controller. */
export function isAddress(end: string): boolean {
  return !end.includes('/') && !end.startsWith('{');
}

/** An end of a connection for a reader: no kind, CIDR instead of a range where it is one, plain words for everything. */
export function endpointText(end: string): string {
  const whole = WHOLE.get(end);
  if (whole !== undefined) return whole;
  if (!isAddress(end)) return end.replace(/\[\w+\]$/, '').replace('{ingress-controller}', 'the ingress controller');
  return cidrOf(end) ?? end;
}

/** `10.0.0.0-10.255.255.255` as `10.0.0.0/8`; undefined when the range is no CIDR. */
function cidrOf(range: string): string | undefined {
  const [first = '', last] = range.split('-');
  const low = parseIp(first);
  const high = last === undefined ? null : parseIp(last);
  if (low === null || high === null) return undefined;
  const size = high.value - low.value + 1n;
  const bits = size.toString(2).length - 1;
  if (size !== 1n << BigInt(bits) || low.value % size !== 0n) return undefined;
  return `${first}/${String(widthOf(low.family) - bits)}`;
}
