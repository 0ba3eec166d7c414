import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/** TrafficRule.spec: one decision about the traffic of some pods, in one direction. */
export const trafficRuleSchema = z.strictObject({
  /** Lowest first. */
  order: z.int(),
  tier: z.enum(['admin', 'baseline']),
  direction: z.enum(['ingress', 'egress']),
  action: z.enum(['Allow', 'Deny', 'Pass']),
  /** Selectors of the pods it protects and of the pods at the far end; absent means all. */
  namespaces: z.unknown().optional(),
  peers: z.unknown().optional(),
  /** Absent means every port. */
  port: z.strictObject({ protocol: z.enum(TRANSPORTS), number: z.int().min(MIN_PORT).max(MAX_PORT) }).optional(),
});
