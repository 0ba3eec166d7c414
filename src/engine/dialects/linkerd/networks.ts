import { parseIp } from '../../sets/ip-address.js';
import { type IpRange, parseCidr } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { NetworkBlock } from './schema.js';

/** A set of addresses and whether all of it could be read; what could not is left out. */
export interface ReadNetworks {
  readonly set: IpSet;
  readonly certain: boolean;
}

/** Reads blocks with exceptions; a single address stands for itself. */
export function readNetworks(blocks: readonly NetworkBlock[]): ReadNetworks {
  let set = IpSet.none;
  let certain = true;
  for (const { cidr, except } of blocks) {
    const block = readRange(cidr);
    const holes = (except ?? []).map(readRange);
    if (block === null || holes.includes(null)) certain = false;
    if (block !== null) set = set.union(IpSet.of([block]).subtract(IpSet.of(holes.filter((hole) => hole !== null))));
  }
  return { set, certain };
}

/** Reads `10.0.0.0/8,fd00::/8`; null when some entry is no block. */
export function readNetworkList(text: string): IpSet | null {
  const entries = text.split(',').map((entry) => entry.trim());
  const ranges = entries.filter((entry) => entry !== '').map(readRange);
  return ranges.includes(null) ? null : IpSet.of(ranges.filter((range) => range !== null));
}

/** Equal sets have equal texts. */
export function textOfNetworks(set: IpSet): string {
  return set.ranges.map(({ family, lo, hi }) => `${String(family)}:${lo.toString(36)}-${hi.toString(36)}`).join(',');
}

function readRange(text: string): IpRange | null {
  const address = parseIp(text);
  return address === null ? parseCidr(text) : { family: address.family, lo: address.value, hi: address.value };
}
