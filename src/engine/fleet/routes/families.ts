import type { Family } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { parseCidr } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { FleetMember } from '../fleet-member.js';

/** Address families both ends could speak; IPv4 alone unless some pod or node shows IPv6. */
export function familiesOf(...members: readonly FleetMember[]): readonly Family[] {
  const used = (family: Family): boolean =>
    members.some(({ facts }) =>
      [facts.pods, facts.nodes].some(({ all }) => all.ranges.some((range) => range.family === family)),
    );
  return used(6) ? (used(4) ? [4, 6] : [6]) : [4];
}

/** Every address of some families. */
export function everyAddress(families: readonly Family[]): IpSet {
  return IpSet.of(families.map(wholeFamily));
}

const NOT_PUBLIC = IpSet.of(
  [
    '0.0.0.0/8',
    '10.0.0.0/8',
    '100.64.0.0/10',
    '127.0.0.0/8',
    '169.254.0.0/16',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '224.0.0.0/3',
    '::/8',
    'fc00::/7',
    'fe80::/10',
    'ff00::/8',
  ].flatMap((cidr) => parseCidr(cidr) ?? []),
);

/** Addresses the internet routes. */
export function publicAddresses(families: readonly Family[]): IpSet {
  return everyAddress(families).subtract(NOT_PUBLIC);
}

/** True when no address of the set is routed by the internet. */
export function isPrivateOnly(set: IpSet): boolean {
  return set.subtract(NOT_PUBLIC).isEmpty;
}
