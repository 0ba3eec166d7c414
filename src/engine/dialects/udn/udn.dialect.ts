import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { NetworkModel } from '../../model/network-model.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { DIRECTIONS, type Doubt, type Peer, type Policy, type Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { PolicyProblem } from '../problem-list.js';
import { PRIMARY_NETWORK_RUNG } from '../rung.js';
import { placePrimaries, type PrimaryNetwork, type Rivalry } from './primary-networks.js';
import { readNetwork, type UserNetwork } from './read-network.js';

const GROUP = 'k8s.ovn.org';
const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));

/** Services of the default network that pods of every network can use (OVN-Kubernetes). */
const SHARED_SERVICES: ReadonlySet<string> = new Set(['kube-system/kube-dns', 'openshift-dns/dns-default', 'default/kubernetes']); // prettier-ignore

/** k8s.ovn.org/v1 UserDefinedNetwork and ClusterUserDefinedNetwork (semantics 07 §4). */
export const udnDialect: Dialect = {
  id: 'udn',
  reads: [
    { group: GROUP, version: 'v1', kind: 'UserDefinedNetwork', plural: 'userdefinednetworks', namespaced: true },
    { group: GROUP, version: 'v1', kind: 'ClusterUserDefinedNetwork', plural: 'clusteruserdefinednetworks', namespaced: false },
  ],
  lower,
}; // prettier-ignore

function lower(objects: readonly RawObject[], { endpoints, model }: LowerContext): Lowered {
  const diagnostics: Diagnostic[] = [];
  const doubts: Doubt[] = [];
  const networks: UserNetwork[] = [];
  for (const object of objects) {
    const { network, problems } = readNetwork(object);
    diagnostics.push(...problems.all.map((problem) => about(object, problem)));
    if (network === null) doubts.push(doubtAbout(object));
    else networks.push(network);
  }
  const { primaries, rivalries } = placePrimaries(networks, endpoints);
  const common = commonPeers(model, endpoints);
  return {
    policies: primaries.flatMap((primary) => policyOf(primary, common)),
    doubts,
    diagnostics: [...diagnostics, ...rivalries.flatMap(rivalryDiagnostic)],
  };
}

function policyOf({ network, members }: PrimaryNetwork, common: readonly Peer[]): Policy[] {
  if (members.possible.length === 0) return [];
  const peers: Peer[] = [{ kind: 'groups', groups: members, certain: true }, ...common];
  const rules: Rule[] = [{ index: 0, name: network.id, effect: 'allow', peers, ports: anyPort(true) }];
  const subject = { groups: members };
  return [{ ref: refOf(network.object), namespace: '', rung: PRIMARY_NETWORK_RUNG, priority: 0, subject, ingress: rules, egress: rules }]; // prettier-ignore
}

/** Who is reachable from every network: the outside, and as far as anybody knows the nodes and a few services. */
function commonPeers(model: NetworkModel, endpoints: EndpointFinder): Peer[] {
  const shared = model.services
    .filter(({ namespace, name }) => SHARED_SERVICES.has(`${namespace}/${name}`))
    .flatMap(({ groups }) => groups);
  const behind = new Set(shared);
  const perhaps = endpoints.where(
    'nodes and shared services',
    ({ id, isNode }) => (isNode || behind.has(id) ? undefined : false),
    { nodes: true },
  );
  return [
    { kind: 'outside', set: EVERY_ADDRESS, certain: true },
    { kind: 'groups', groups: perhaps, certain: false },
  ];
}

function about(object: RawObject, problem: PolicyProblem): Diagnostic {
  return { ...problem, object: refOf(object), ...(object.source === undefined ? {} : { source: object.source }) };
}

/** A network that cannot be read may cut its namespace off, or the whole cluster. */
function doubtAbout(object: RawObject): Doubt {
  const { name, namespace } = object.metadata;
  const place = namespace === undefined ? {} : { namespace };
  const reason = `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${name} cannot be read`;
  return { reason, object: refOf(object), ...place, directions: DIRECTIONS, closes: true, opens: false, externalOnly: false }; // prettier-ignore
}

function rivalryDiagnostic({ namespace, networks }: Rivalry): Diagnostic[] {
  const [first] = networks;
  if (first === undefined) return [];
  const names = networks.map(({ object: { metadata } }) => metadata.namespace === undefined ? metadata.name : `${metadata.namespace}/${metadata.name}`); // prettier-ignore
  return [
    {
      severity: 'error',
      code: 'UDN.TWO_PRIMARY',
      message: `namespace ${namespace} has more than one primary network: ${names.join(', ')}; a namespace takes one`,
      object: refOf(first.object),
      ...(first.object.source === undefined ? {} : { source: first.object.source }),
    },
  ];
}
