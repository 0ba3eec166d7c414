import { parseIp } from '../../sets/ip-address.js';
import { type IpRange, parseCidr } from '../../sets/ip-range.js';

/** A network as Calico writes it: a CIDR or a single address. Null when it is neither. */
export function readNet(text: string): IpRange | null {
  const range = parseCidr(text);
  if (range !== null) return range;
  const address = parseIp(text);
  return address === null ? null : { family: address.family, lo: address.value, hi: address.value };
}
