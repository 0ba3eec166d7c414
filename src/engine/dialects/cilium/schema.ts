import { z } from 'zod';

/**
 * The shapes of cilium.io CiliumNetworkPolicy and CiliumClusterwideNetworkPolicy, one layer at a time: a part that cannot
 * be read spoils only itself. An absent list, an empty one and a list of one empty item all mean different things.
 */
const list = z.array(z.unknown(), expects('a list')).nullish();
const flag = z.boolean(expects('true or false')).nullish();
const text = z.string(expects('a text'));

/** Rule: who it is about and what it says. */
export const specSchema = z.strictObject({
  endpointSelector: z.unknown().optional(),
  nodeSelector: z.unknown().optional(),
  ingress: list,
  ingressDeny: list,
  egress: list,
  egressDeny: list,
  enableDefaultDeny: z.strictObject({ ingress: flag, egress: flag }).nullish(),
  labels: z.unknown().optional(),
  description: z.unknown().optional(),
  log: z.unknown().optional(),
});

const from = {
  fromEndpoints: list,
  fromRequires: list,
  fromCIDR: list,
  fromCIDRSet: list,
  fromEntities: list,
  fromGroups: list,
  fromNodes: list,
};
const to = {
  toEndpoints: list,
  toRequires: list,
  toCIDR: list,
  toCIDRSet: list,
  toEntities: list,
  toServices: list,
  toGroups: list,
  toNodes: list,
};
const ports = { toPorts: list, icmps: list };
const authentication = z.strictObject({ mode: text.nullish() }).nullish();

/** IngressRule, IngressDenyRule, EgressRule and EgressDenyRule. */
export const ingressSchema = z.strictObject({ ...from, ...ports, authentication });
export const ingressDenySchema = z.strictObject({ ...from, ...ports });
export const egressSchema = z.strictObject({ ...to, ...ports, toFQDNs: list, authentication });
export const egressDenySchema = z.strictObject({ ...to, ...ports });

/** PortRule; deny rules know only its ports. */
export const portRuleSchema = z.strictObject({
  ports: list,
  terminatingTLS: z.unknown().optional(),
  originatingTLS: z.unknown().optional(),
  serverNames: list,
  listener: z.unknown().optional(),
  rules: z
    .strictObject({ http: list, kafka: list, dns: list, l7proto: text.nullish(), l7: list }, expects('L7 rules'))
    .nullish(),
});

const PORT = 'a port number from 0 to 65535 in quotes, or the name of a container port';

/** PortProtocol. */
export const portSchema = z.strictObject({
  port: z.union([text, z.int().min(0).max(65_535)], expects(PORT)).nullish(),
  endPort: z
    .int(expects('a port number'))
    .min(0, expects('a port number'))
    .max(65_535, expects('a port number'))
    .nullish(),
  protocol: z.string(expects('a protocol')).nullish(),
});

/** ICMPRule and its fields. */
export const icmpSchema = z.strictObject({
  fields: z
    .array(z.strictObject({ family: z.enum(['IPv4', 'IPv6']).nullish(), type: z.union([text, z.int()]).nullish() }))
    .nullish(),
});

/** CIDRRule; one of the three names the block. */
export const cidrRuleSchema = z.strictObject({
  cidr: text.nullish(),
  cidrGroupRef: text.nullish(),
  cidrGroupSelector: z.unknown().optional(),
  except: z.array(text, expects('a list of CIDRs')).nullish(),
});

/** Service, by name or by labels. */
export const serviceSchema = z.strictObject({
  k8sService: z.strictObject({ serviceName: text.nullish(), namespace: text.nullish() }).nullish(),
  k8sServiceSelector: z.strictObject({ selector: z.unknown(), namespace: text.nullish() }).nullish(),
});

/** FQDNSelector. */
export const fqdnSchema = z.strictObject({ matchName: text.nullish(), matchPattern: text.nullish() });

/** A message that names the refused value and what belongs there. */
function expects(what: string): { error: (issue: { input?: unknown }) => string } {
  return {
    error: ({ input }) => `${input === undefined ? 'nothing' : JSON.stringify(input).slice(0, 60)} is not ${what}`,
  };
}
