import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/**
 * The shapes of networking.k8s.io/v1 NetworkPolicy, one layer at a time: a part that cannot be read spoils only itself.
 * Unknown fields are refused like a strict API server does, because a misspelt field silently changes what a policy means.
 */
const list = z.array(z.unknown()).nullish();
const portNumber = z.int().min(MIN_PORT).max(MAX_PORT);

/** NetworkPolicySpec. */
export const specSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  policyTypes: z.array(z.enum(['Ingress', 'Egress'])).nullish(),
  ingress: list,
  egress: list,
});

/** NetworkPolicyIngressRule. */
export const ingressRuleSchema = z.strictObject({ from: list, ports: list });

/** NetworkPolicyEgressRule. */
export const egressRuleSchema = z.strictObject({ to: list, ports: list });

/** NetworkPolicyPeer; which fields are present decides its meaning. */
export const peerSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  namespaceSelector: z.unknown().optional(),
  ipBlock: z.strictObject({ cidr: z.string(), except: z.array(z.string()).nullish() }).nullish(),
});

/** NetworkPolicyPort; a name must be an IANA service name. */
export const portSchema = z.strictObject({
  protocol: z.enum(TRANSPORTS).nullish(),
  port: z.union([portNumber, z.string().regex(/^(?=.*[a-z])(?!.*--)[a-z\d](?:[a-z\d-]{0,13}[a-z\d])?$/)]).nullish(),
  endPort: portNumber.nullish(),
});
