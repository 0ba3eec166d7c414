import { type RawObject, refOf } from '../../model/raw-object.js';
import { Selector } from '../../model/selector.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { ObjectBook, type Placed } from '../object-book.js';
import type { Doubt, Policy } from '../policy.js';
import { SourceAddresses } from '../source-addresses.js';
import { lowerRules } from './lower-rules.js';
import { Destinations } from './lower-to.js';
import { FIREWALL_RUNG } from './place.js';
import { specSchema } from './schema.js';

const FIREWALL = 'k8s.ovn.org/EgressFirewall';
const OPENSHIFT = 'network.openshift.io/EgressNetworkPolicy';
const VERSIONS: ReadonlySet<string> = new Set(['k8s.ovn.org/v1', 'network.openshift.io/v1']);
/** The only EgressFirewall of a namespace that counts. */
const NAME = 'default';

/** What a namespace's pods may send out of the cluster: OVN-Kubernetes and OpenShift SDN (semantics 07 §4). */
export const egressFirewallDialect: Dialect = {
  id: 'egressfirewall',
  reads: [
    { group: 'k8s.ovn.org', version: 'v1', kind: 'EgressFirewall', plural: 'egressfirewalls', namespaced: true },
    {
      group: 'network.openshift.io',
      version: 'v1',
      kind: 'EgressNetworkPolicy',
      plural: 'egressnetworkpolicies',
      namespaced: true,
    },
  ],
  lower,
};

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const book = new ObjectBook(objects);
  const destinations = new Destinations(context, new SourceAddresses());
  const older = book.of(OPENSHIFT);
  const lowered = [
    ...book.of(FIREWALL).map((placed) => lowerFirewall(placed, destinations)),
    ...older.map((placed) => lowerOlder(placed, older, destinations)),
  ];
  return {
    policies: lowered.flatMap((one) => (one !== null && 'rung' in one ? one : [])),
    doubts: lowered.flatMap((one) => (one !== null && 'reason' in one ? one : [])),
    diagnostics: book.diagnostics,
  };
}

function lowerFirewall(placed: Placed, destinations: Destinations): Policy | Doubt | null {
  const { object, problems } = placed;
  if (object.metadata.name === NAME) return lowerOne(placed, destinations);
  problems.warn('POLICY.IGNORED', 'metadata.name', `only the EgressFirewall named ${NAME} of a namespace counts`);
  return null;
}

/** OpenShift SDN drops everything when a namespace has several; what it does with another name is not documented. */
function lowerOlder(placed: Placed, all: readonly Placed[], destinations: Destinations): Policy | Doubt | null {
  const { object, namespace, problems } = placed;
  if (all.some((other) => other !== placed && other.namespace === namespace)) {
    problems.error('POLICY.SEVERAL', 'metadata.name', 'several EgressNetworkPolicies in one namespace contradict each other'); // prettier-ignore
    return doubt(placed, 'its namespace has several');
  }
  const lowered = lowerOne(placed, destinations);
  if (object.metadata.name === NAME || !('rung' in lowered)) return lowered;
  problems.warn('POLICY.NOT_ENFORCED', 'metadata.name', `whether a name other than ${NAME} counts is not known`);
  return { ...lowered, tentative: true };
}

function lowerOne(placed: Placed, destinations: Destinations): Policy | Doubt {
  const { object, namespace, problems } = placed;
  if (!VERSIONS.has(object.apiVersion)) {
    problems.error('POLICY.UNKNOWN_VERSION', 'apiVersion', `${object.apiVersion} is not a known version`);
    return doubt(placed, `its apiVersion ${object.apiVersion} is not known`);
  }
  const spec = specSchema.safeParse(object.spec);
  if (!spec.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return doubt(placed, 'its rules cannot be read');
  }
  return {
    ref: { ...refOf(object), namespace },
    namespace,
    rung: FIREWALL_RUNG,
    priority: 0,
    subject: { namespaces: { kind: 'own' }, pods: Selector.everything },
    ingress: null,
    egress: lowerRules(spec.data.egress, destinations, problems),
  };
}

function doubt({ object, namespace }: Placed, why: string): Doubt {
  return {
    reason: `${object.kind} ${namespace}/${object.metadata.name}: ${why}`,
    object: refOf(object),
    namespace,
    directions: ['egress'],
    closes: true,
    opens: false,
    externalOnly: true,
  };
}
