import { IpSet } from '../../sets/ip-set.js';
import type { Peer } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readCidr } from '../read-cidr.js';

/** A block of addresses, of pods and nodes too. */
export function lowerIpBlock(
  { cidr, except }: { readonly cidr: string; readonly except?: readonly string[] | null | undefined },
  field: string,
  problems: ProblemList,
): Peer {
  const block = readCidr(cidr, `${field}.ipBlock.cidr`, problems);
  const holes = (except ?? []).map((text, index) =>
    readCidr(text, `${field}.ipBlock.except[${String(index)}]`, problems),
  );
  if (block === null) return { kind: 'anyone', certain: false };
  const set = IpSet.of([block]).subtract(IpSet.of(holes.filter((hole) => hole !== null)));
  return { kind: 'addresses', set, certain: !holes.includes(null) };
}
