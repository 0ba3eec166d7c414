import ipaddr from 'ipaddr.js';

/**
 * What may be done with an address.
 * `public`: global unicast. `private`: an operator may list it. `loopback`: an operator may list it, but only by itself.
 * `forbidden`: never, whatever is listed (link-local and metadata services, multicast, reserved, IPv4 inside IPv6…).
 */
export type AddressClass = 'public' | 'private' | 'loopback' | 'forbidden';

/** An address in its one canonical spelling, with its class and the name of its range for messages. */
export interface ClassifiedAddress {
  readonly address: ipaddr.IPv4 | ipaddr.IPv6;
  readonly class: AddressClass;
  readonly range: string;
}

/**
 * Credential and metadata services of clouds (AWS IMDS, ECS and EKS agents, GCP, Alibaba, Oracle, Azure wire server).
 * Some sit in ranges that look ordinary, so they are named one by one.
 */
const METADATA = new Set([
  '169.254.169.254',
  '169.254.170.2',
  '169.254.170.23',
  '100.100.100.200',
  '192.0.0.192',
  '168.63.129.16',
  'fd00:ec2::254',
  'fd00:ec2::23',
  'fd20:ce::254',
]);

const GLOBAL_UNICAST_V6 = ipaddr.parseCIDR('2000::/3');

const PRIVATE_RANGES = new Set(['private', 'carrierGradeNat', 'uniqueLocal']);

/**
 * Classifies an address in any spelling `inet_aton` or RFC 4291 knows (`0x7f.1`, `0177.0.0.1`, `::ffff:7f00:1`…).
 * @returns undefined when the text is not an address.
 */
export function classifyAddress(text: string): ClassifiedAddress | undefined {
  if (!ipaddr.isValid(text)) return undefined;
  const address = ipaddr.process(text);
  const range = address.range();
  if (METADATA.has(address.toString())) return { address, class: 'forbidden', range: 'metadata service' };
  if (range === 'loopback') return { address, class: 'loopback', range };
  if (PRIVATE_RANGES.has(range)) return { address, class: 'private', range };
  return { address, class: isGlobal(address, range) ? 'public' : 'forbidden', range };
}

/** IPv6 outside 2000::/3 is not routed on the internet, and `::7f00:1` (IPv4-compatible) would pass as unicast. */
function isGlobal(address: ipaddr.IPv4 | ipaddr.IPv6, range: string): boolean {
  if (range !== 'unicast') return false;
  return !(address instanceof ipaddr.IPv6) || address.match(GLOBAL_UNICAST_V6);
}
