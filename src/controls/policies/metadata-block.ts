import { asList, asText, member, memberAt } from '#src/engine/model/json-value.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { type IpAddress } from '#src/engine/sets/ip-address.js';
import { type IpRange, parseCidr } from '#src/engine/sets/ip-range.js';

/** The path of the exception by which a policy tries to keep pods from an address, if it does. */
export function blocksAddress(policy: RawObject, address: IpAddress): string | undefined {
  for (const [r, rule] of asList(member(policy.spec, 'egress')).entries()) {
    for (const [p, peer] of asList(member(rule, 'to')).entries()) {
      const exceptions = asList(memberAt(peer, 'ipBlock', 'except'));
      const at = exceptions.findIndex((item) => contains(parseCidr(asText(item) ?? ''), address));
      if (at >= 0) return `spec.egress[${String(r)}].to[${String(p)}].ipBlock.except[${String(at)}]`;
    }
  }
  return undefined;
}

function contains(range: IpRange | null, { family, value }: IpAddress): boolean {
  return range !== null && range.family === family && range.lo <= value && value <= range.hi;
}
