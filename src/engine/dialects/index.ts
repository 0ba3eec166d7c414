import type { Dialect } from './dialect.js';
import { networkPolicyDialect } from './networkpolicy/networkpolicy.dialect.js';

/** Every policy language Fenceline evaluates. One line adds one. */
export const dialects: readonly Dialect[] = [networkPolicyDialect];
