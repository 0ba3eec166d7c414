import type { CniFacts } from '../model/network-model.js';

/** Where network plugins differ in reading the same NetworkPolicy (semantics 07 §3). One row for each engine below. */
export interface CniCapabilities {
  /** Does an ipBlock also match the addresses of pods? */
  readonly ipBlocksMatchPods: boolean;
  /** Do `networks` peers of admin policies also match pods and nodes by address, as their API says (semantics 02 §4)? */
  readonly networksMatchPods: 'yes' | 'no' | 'undefined';
  /** Does an ipBlock also match the addresses of the cluster's nodes, and so host-network pods? */
  readonly ipBlocksMatchNodes: 'yes' | 'no' | 'undefined';
  /** `first-port-only`: endPort is ignored and only `port` applies. */
  readonly endPort: 'range' | 'first-port-only';
  /** `whole-protocol`: a name opens every port of its protocol. `refused`: the plugin drops the whole policy. */
  readonly namedPort: 'resolved' | 'whole-protocol' | 'refused';
  /** `doubtful`: SCTP rules work only in some set-ups. */
  readonly sctp: 'enforced' | 'doubtful';
  /** Does a clause without a port count for nothing next to numeric clauses of the same protocol? */
  readonly numbersHidePortless: boolean;
  /** May a namespace selector with an empty pod selector match host-network pods? */
  readonly selectorsMayMatchHostNetwork: boolean;
  /**
   * `refused`: IPv6 ranges in a policy are rejected. `one-family`: pods are guarded in the cluster's family alone, their
   * extra IPv4 way out of an IPv6 cluster is open.
   */
  readonly ipv6: 'enforced' | 'refused' | 'one-family';
  /** Is a pod's traffic to the node it runs on judged like any other, or may it be let through? */
  readonly podToOwnNode: 'judged' | 'undefined';
}

/** What the Kubernetes documentation promises; ipBlock means addresses outside the cluster. */
const CONFORMANT: CniCapabilities = {
  ipBlocksMatchPods: false,
  networksMatchPods: 'yes',
  ipBlocksMatchNodes: 'undefined',
  endPort: 'range',
  namedPort: 'resolved',
  sctp: 'enforced',
  numbersHidePortless: false,
  selectorsMayMatchHostNetwork: false,
  ipv6: 'enforced',
  podToOwnNode: 'undefined',
};

const BY_PACKET_ADDRESS: CniCapabilities = { ...CONFORMANT, ipBlocksMatchPods: true, ipBlocksMatchNodes: 'yes' };
const CILIUM: CniCapabilities = {
  ...CONFORMANT,
  networksMatchPods: 'undefined',
  ipBlocksMatchNodes: 'no',
  sctp: 'doubtful',
};

const BY_PROFILE: Readonly<Record<CniFacts['profile'], CniCapabilities>> = {
  conformant: CONFORMANT,
  unknown: CONFORMANT,
  none: CONFORMANT,
  flannel: CONFORMANT,
  calico: { ...BY_PACKET_ADDRESS, podToOwnNode: 'judged' },
  antrea: BY_PACKET_ADDRESS,
  'aws-vpc': { ...BY_PACKET_ADDRESS, ipv6: 'one-family' },
  azure: { ...BY_PACKET_ADDRESS, ipv6: 'refused' },
  'kube-router': BY_PACKET_ADDRESS,
  kindnet: { ...BY_PACKET_ADDRESS, podToOwnNode: 'judged' },
  'kube-ovn': { ...BY_PACKET_ADDRESS, sctp: 'doubtful' },
  cilium: CILIUM,
  'gke-dataplane-v2': CILIUM,
  weave: { ...BY_PACKET_ADDRESS, endPort: 'first-port-only', namedPort: 'refused', sctp: 'doubtful' },
  'ovn-kubernetes': {
    ...BY_PACKET_ADDRESS,
    namedPort: 'whole-protocol',
    numbersHidePortless: true,
    selectorsMayMatchHostNetwork: true,
  },
};

/** What the cluster's plugin does with NetworkPolicies, as far as its switches change it (semantics 04 §2). */
export function capabilitiesOf({ profile, switches }: CniFacts): CniCapabilities {
  const row = BY_PROFILE[profile];
  if (row !== CILIUM || switches === undefined) return row;
  const blocks = (switches.get('policy-cidr-match-mode') ?? '').split(/[\s,]+/);
  return {
    ...row,
    ...(blocks.includes('nodes') ? { ipBlocksMatchNodes: 'yes' } : {}),
    ...(switches.get('enable-sctp') === 'true' ? { sctp: 'enforced' } : {}),
  };
}
