import { z } from 'zod';
import { MAX_PORT, MIN_PORT, TRANSPORTS } from '../../sets/protocol.js';

/**
 * The shapes of crd.antrea.io policies and groups, one layer at a time: a part that cannot be read spoils only itself.
 */
const list = z.array(z.unknown(), expects('a list')).nullish();
const text = z.string(expects('a text'));
const reference = z
  .strictObject({ name: text, namespace: text.nullish(), scope: z.enum(['Cluster', 'ClusterSet']).nullish() })
  .nullish();
const ipBlock = z.strictObject({ cidr: text, except: z.array(text).nullish() });
const portNumber = z
  .int(expects('a port number'))
  .min(MIN_PORT, expects('a port number'))
  .max(MAX_PORT, expects('a port number'));

/** NetworkPolicySpec and ClusterNetworkPolicySpec. */
export const specSchema = z.strictObject({
  tier: text.nullish(),
  priority: z.number(expects('a priority')),
  appliedTo: list,
  ingress: list,
  egress: list,
});

/** Rule, of either direction. */
export const ruleSchema = z.strictObject({
  action: z.enum(['Allow', 'Drop', 'Reject', 'Pass'], expects('an action; write Allow, Drop, Reject or Pass')),
  name: text.nullish(),
  from: list,
  to: list,
  toServices: list,
  ports: list,
  protocols: list,
  l7Protocols: list,
  appliedTo: list,
  enableLogging: z.unknown().optional(),
  logLabel: z.unknown().optional(),
});

const selectors = {
  podSelector: z.unknown().optional(),
  namespaceSelector: z.unknown().optional(),
  externalEntitySelector: z.unknown().optional(),
  group: text.nullish(),
  serviceAccount: reference,
  nodeSelector: z.unknown().optional(),
};

/** AppliedTo. */
export const appliedToSchema = z.strictObject({ ...selectors, service: reference });

/** NetworkPolicyPeer. */
export const peerSchema = z.strictObject({
  ...selectors,
  ipBlock: ipBlock.nullish(),
  fqdn: text.nullish(),
  scope: z.enum(['Cluster', 'ClusterSet']).nullish(),
  namespaces: z
    .strictObject(
      { match: z.literal('Self').nullish(), sameLabels: z.array(text).nullish() },
      expects('a choice of namespaces'),
    )
    .nullish(),
});

/** A Service that traffic is sent to. */
export const serviceSchema = z.strictObject({
  name: text,
  namespace: text.nullish(),
  scope: z.enum(['Cluster', 'ClusterSet']).nullish(),
});

/** NetworkPolicyPort. */
export const portSchema = z.strictObject({
  protocol: z.enum(TRANSPORTS, expects('a protocol; write TCP, UDP or SCTP')).nullish(),
  port: z.union([portNumber, text], expects('a port number or name')).nullish(),
  endPort: portNumber.nullish(),
  sourcePort: portNumber.nullish(),
  sourceEndPort: portNumber.nullish(),
});

/** NetworkPolicyProtocol. */
export const protocolSchema = z.strictObject({
  icmp: z.strictObject({ icmpType: z.int().nullish(), icmpCode: z.int().nullish() }).nullish(),
  igmp: z.strictObject({ igmpType: z.int().nullish(), groupAddress: text.nullish() }).nullish(),
});

/** GroupSpec. */
export const groupSchema = z.strictObject({
  podSelector: z.unknown().optional(),
  namespaceSelector: z.unknown().optional(),
  externalEntitySelector: z.unknown().optional(),
  ipBlock: ipBlock.nullish(),
  ipBlocks: z.array(ipBlock).nullish(),
  serviceReference: reference,
  childGroups: z.array(text).nullish(),
});

/** A message that names the refused value and what belongs there. */
function expects(what: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => `${input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 60)} is not ${what}`,
  };
}
