import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/** The shapes of EgressFirewall and EgressNetworkPolicy, one rule at a time: a rule that cannot be read spoils only itself. */
export const specSchema = z.strictObject({ egress: z.array(z.unknown()) });

/** One rule; ports exist in EgressFirewall only. */
export const ruleSchema = z.strictObject({
  type: z.enum(['Allow', 'Deny']),
  to: z.strictObject({
    cidrSelector: z.string().nullish(),
    dnsName: z.string().min(1).nullish(),
    nodeSelector: z.unknown().optional(),
  }),
  ports: z
    .array(
      z.strictObject({
        protocol: z.enum(TRANSPORTS),
        port: z.int().min(MIN_PORT).max(MAX_PORT).nullish(),
      }),
    )
    .nullish(),
});

/** A rule that was understood. */
export type FirewallRule = z.infer<typeof ruleSchema>;
