import type { CniFacts } from '../model/network-model.js';

/** Where network plugins differ in reading the same NetworkPolicy (semantics 07 §3). */
export interface CniCapabilities {
  /** Does an ipBlock also match the addresses of pods? */
  readonly ipBlocksMatchPods: boolean;
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
}

/** What the Kubernetes documentation promises; ipBlock means addresses outside the cluster. */
const CONFORMANT: CniCapabilities = {
  ipBlocksMatchPods: false,
  ipBlocksMatchNodes: 'undefined',
  endPort: 'range',
  namedPort: 'resolved',
  sctp: 'enforced',
  numbersHidePortless: false,
  selectorsMayMatchHostNetwork: false,
};

const BY_PACKET_ADDRESS: CniCapabilities = { ...CONFORMANT, ipBlocksMatchPods: true, ipBlocksMatchNodes: 'yes' };
const CILIUM: CniCapabilities = { ...CONFORMANT, ipBlocksMatchNodes: 'no', sctp: 'doubtful' };

const BY_PROFILE: Readonly<Record<CniFacts['profile'], CniCapabilities>> = {
  conformant: CONFORMANT,
  unknown: CONFORMANT,
  none: CONFORMANT,
  flannel: CONFORMANT,
  calico: BY_PACKET_ADDRESS,
  antrea: BY_PACKET_ADDRESS,
  'aws-vpc': BY_PACKET_ADDRESS,
  azure: BY_PACKET_ADDRESS,
  'kube-router': BY_PACKET_ADDRESS,
  kindnet: BY_PACKET_ADDRESS,
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

/** What the cluster's plugin does with NetworkPolicies. */
export function capabilitiesOf(cni: CniFacts): CniCapabilities {
  return BY_PROFILE[cni.profile];
}
