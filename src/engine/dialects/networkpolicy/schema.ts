import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/**
 * The shapes of networking.k8s.io/v1 NetworkPolicy, one layer at a time: a part that cannot be read spoils only itself.
 * Unknown fields are refused like a strict API server does, because a misspelt field silently changes what a policy means.
 */
const list = z.array(z.unknown(), expects('a list')).nullish();
const PORT_NUMBER = expects(`a port number from ${String(MIN_PORT)} to ${String(MAX_PORT)}`);
const portNumber = z.int(PORT_NUMBER).min(MIN_PORT, PORT_NUMBER).max(MAX_PORT, PORT_NUMBER);
const PORT = expects(
  `a port: write a number from ${String(MIN_PORT)} to ${String(MAX_PORT)}, or the name of a container port (at most 15 lower-case letters, digits and "-", with a letter)`,
);

/** NetworkPolicySpec. */
export const specSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  policyTypes: z
    .array(z.enum(['Ingress', 'Egress'], expects('a policy type; write Ingress or Egress')), expects('a list'))
    .nullish(),
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
  ipBlock: z
    .strictObject({
      cidr: z.string(expects('a CIDR, for example 10.0.0.0/8')),
      except: z.array(z.string(expects('a CIDR, for example 10.0.0.0/8')), expects('a list of CIDRs')).nullish(),
    })
    .nullish(),
});

/** NetworkPolicyPort; a name must be an IANA service name. */
export const portSchema = z.strictObject({
  protocol: z.enum(TRANSPORTS, expects('a protocol; write TCP, UDP or SCTP')).nullish(),
  port: z
    .union([portNumber, z.string().regex(/^(?=.*[a-z])(?!.*--)[a-z\d](?:[a-z\d-]{0,13}[a-z\d])?$/, PORT)], PORT)
    .nullish(),
  endPort: portNumber.nullish(),
});

/** A message that names the refused value and what belongs there. */
function expects(what: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => `${input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 60)} is not ${what}`,
  };
}
