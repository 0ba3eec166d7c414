import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';

/** Both address spaces completely. */
export const EVERY_ADDRESS: IpSet = IpSet.of(FAMILIES.map(wholeFamily));
