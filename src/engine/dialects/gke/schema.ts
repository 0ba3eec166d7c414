import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/** FQDNNetworkPolicySpec of networking.gke.io; the pod selector is read on its own. */
export const specSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  egress: z.array(z.unknown()).nullish(),
});

/** One rule: names or patterns of names, and ports. */
export const ruleSchema = z.strictObject({
  matches: z.array(z.strictObject({ name: z.string().min(1).nullish(), pattern: z.string().min(1).nullish() })),
  ports: z
    .array(
      z.strictObject({
        protocol: z.enum([...TRANSPORTS, 'ANY', 'ALL']).nullish(),
        port: z.int().min(MIN_PORT).max(MAX_PORT).nullish(),
      }),
    )
    .nullish(),
});
