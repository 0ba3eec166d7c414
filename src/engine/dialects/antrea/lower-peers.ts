import { Selector } from '../../model/selector.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Peer } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { readLabelSelector } from '../read-label-selector.js';
import { isSet } from './groups.js';
import { lowerIpBlock } from './ip-block.js';
import { peerSchema, serviceSchema } from './schema.js';
import type { SubjectGround } from './subject.js';

const EVERYWHERE = IpSet.of([wholeFamily(4), wholeFamily(6)]);
const PERHAPS_ANYONE: Peer = { kind: 'anyone', certain: false };
const PERHAPS_OUTSIDE: Peer = { kind: 'outside', set: EVERYWHERE, certain: false };

/** A peer that depends on the namespace of the pod that is protected. */
export type LocalPeer =
  | { readonly kind: 'same-namespace'; readonly pods: Selector }
  | { readonly kind: 'same-labels'; readonly keys: readonly string[]; readonly pods: Selector };

/** Who a rule speaks about. */
export interface LoweredPeers {
  readonly peers: readonly Peer[];
  readonly local: readonly LocalPeer[];
  /** Peers by name, and their names. */
  readonly named: readonly Peer[];
  readonly names: readonly string[];
}

/** Lowers `from` or `to`; a missing or empty list means everyone. */
export function lowerPeers(
  raw: readonly unknown[],
  services: readonly unknown[],
  own: string,
  field: string,
  ground: SubjectGround,
  problems: ProblemList,
): LoweredPeers {
  if (raw.length + services.length === 0)
    return { peers: [{ kind: 'anyone', certain: true }], local: [], named: [], names: [] };
  const all = [
    ...raw.map((entry, index) => lowerPeer(entry, own, `${field}[${String(index)}]`, ground, problems)),
    ...services.map((entry, index) => lowerService(entry, own, `${field}Services[${String(index)}]`, ground, problems)),
  ];
  return {
    peers: all.flatMap(({ peers }) => peers),
    local: all.flatMap(({ local }) => local),
    named: all.flatMap(({ named }) => named),
    names: all.flatMap(({ names }) => names),
  };
}

const NOBODY: LoweredPeers = { peers: [], local: [], named: [], names: [] };

function lowerPeer(
  raw: unknown,
  own: string,
  field: string,
  ground: SubjectGround,
  problems: ProblemList,
): LoweredPeers {
  const parsed = peerSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PEER', field, parsed.error);
    return { ...NOBODY, peers: [PERHAPS_ANYONE] };
  }
  const {
    podSelector,
    namespaceSelector,
    namespaces,
    externalEntitySelector,
    group,
    serviceAccount,
    nodeSelector,
    ipBlock,
    fqdn,
  } = parsed.data;
  const selects = isSet(podSelector) || isSet(namespaceSelector) || isSet(namespaces);
  const ways = [
    selects,
    isSet(externalEntitySelector),
    isSet(group),
    isSet(serviceAccount),
    isSet(nodeSelector),
    isSet(ipBlock),
    isSet(fqdn),
  ].filter(Boolean);
  if (ways.length !== 1 || (isSet(namespaceSelector) && isSet(namespaces))) {
    problems.error('POLICY.INVALID_PEER', field, 'needs exactly one way of selecting');
    return { ...NOBODY, peers: [PERHAPS_ANYONE] };
  }
  const { places, groups } = ground;
  if (isSet(ipBlock)) return { ...NOBODY, peers: [lowerIpBlock(ipBlock, field, problems)] };
  if (isSet(externalEntitySelector)) return { ...NOBODY, peers: [PERHAPS_OUTSIDE] };
  if (isSet(group)) return { ...NOBODY, peers: groups.membersOf(group, own, `${field}.group`, problems) };
  if (isSet(fqdn))
    return {
      ...NOBODY,
      named: [mayNamePods(fqdn) ? PERHAPS_ANYONE : PERHAPS_OUTSIDE],
      names: [`DNS name ${fqdn.slice(0, 120)}`],
    };
  if (isSet(serviceAccount)) {
    const found = places.withAccount(serviceAccount.namespace ?? own, serviceAccount.name);
    return { ...NOBODY, peers: [{ kind: 'groups', groups: found, certain: true }] };
  }
  if (isSet(nodeSelector)) return { ...NOBODY, peers: nodePeers(nodeSelector, field, ground, problems) };
  return lowerPods(parsed.data, own, field, ground, problems);
}

function nodePeers(raw: unknown, field: string, { places }: SubjectGround, problems: ProblemList): Peer[] {
  const nodes = readLabelSelector(raw, `${field}.nodeSelector`, problems);
  if (nodes === null) return [PERHAPS_ANYONE];
  return [
    { kind: 'groups', groups: places.onNodes(nodes), certain: true },
    { kind: 'outside', set: places.addressesOfNodes(nodes), certain: true },
  ];
}

interface PodFields {
  readonly podSelector?: unknown;
  readonly namespaceSelector?: unknown;
  readonly scope?: 'Cluster' | 'ClusterSet' | null | undefined;
  readonly namespaces?:
    | { readonly match?: 'Self' | null | undefined; readonly sameLabels?: readonly string[] | null | undefined }
    | null
    | undefined;
}

function lowerPods(
  peer: PodFields,
  own: string,
  field: string,
  { places }: SubjectGround,
  problems: ProblemList,
): LoweredPeers {
  const { podSelector, namespaceSelector, namespaces, scope } = peer;
  const pods = readLabelSelector(podSelector, `${field}.podSelector`, problems);
  const inNamespaces = isSet(namespaceSelector)
    ? readLabelSelector(namespaceSelector, `${field}.namespaceSelector`, problems)
    : undefined;
  if (pods === null || inNamespaces === null) return { ...NOBODY, peers: [PERHAPS_ANYONE] };
  if (isSet(namespaces)) {
    const keys = namespaces.sameLabels ?? [];
    const isSelf = isSet(namespaces.match);
    if (isSelf === keys.length > 0) {
      problems.error('POLICY.INVALID_PEER', `${field}.namespaces`, 'needs exactly one of match and sameLabels');
      return { ...NOBODY, peers: [PERHAPS_ANYONE] };
    }
    return { ...NOBODY, local: [isSelf ? { kind: 'same-namespace', pods } : { kind: 'same-labels', keys, pods }] };
  }
  const where =
    inNamespaces === undefined && own !== ''
      ? ({ kind: 'own' } as const)
      : ({ kind: 'matching', selector: inNamespaces ?? Selector.everything } as const);
  return {
    ...NOBODY,
    peers: [{ kind: 'pods', selection: places.selection(where, pods, scope === 'ClusterSet'), certain: true }],
  };
}

/** Traffic to a Service's own address: whether a connection to a pod came that way does not show. */
function lowerService(
  raw: unknown,
  own: string,
  field: string,
  { places }: SubjectGround,
  problems: ProblemList,
): LoweredPeers {
  const parsed = serviceSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_PEER', field, parsed.error);
    return { ...NOBODY, peers: [PERHAPS_ANYONE] };
  }
  const { name, namespace } = parsed.data;
  const groups = places.behind(namespace ?? own, name);
  return {
    ...NOBODY,
    named: [{ kind: 'groups', groups, certain: false }],
    names: [`through Service ${namespace ?? own}/${name}`.slice(0, 200)],
  };
}

/** Headless Services have names that lead to pods. */
function mayNamePods(fqdn: string): boolean {
  return /(?:^|\.)svc(?:\.|$)|local$/i.test(fqdn) || !/[a-z\d]/i.test(fqdn);
}
