import { type IpRange, parseCidr } from '../sets/ip-range.js';
import type { ProblemList } from './problem-list.js';

/** The CIDR at `field`, or null after its problem was reported. */
export function readCidr(text: string, field: string, problems: ProblemList): IpRange | null {
  const range = parseCidr(text);
  if (range === null)
    problems.error(
      'POLICY.INVALID_CIDR',
      field,
      `"${text}" is not a CIDR; write an address and a prefix length, for example 10.0.0.0/8`,
    );
  return range;
}

/** Does one range lie in another? */
export function isInside(inner: IpRange, outer: IpRange): boolean {
  return inner.family === outer.family && inner.lo >= outer.lo && inner.hi <= outer.hi;
}
