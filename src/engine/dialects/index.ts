import { adminNetworkPolicyDialect } from './adminnetworkpolicy/adminnetworkpolicy.dialect.js';
import { antreaDialect } from './antrea/antrea.dialect.js';
import { awsDialect } from './aws/aws.dialect.js';
import { calicoDialect } from './calico/calico.dialect.js';
import { ciliumDialect } from './cilium/cilium.dialect.js';
import { clusterNetworkPolicyDialect } from './clusternetworkpolicy/clusternetworkpolicy.dialect.js';
import { consulDialect } from './consul/consul.dialect.js';
import type { Dialect } from './dialect.js';
import { egressFirewallDialect } from './egressfirewall/egressfirewall.dialect.js';
import { gkeDialect } from './gke/gke.dialect.js';
import { istioDialect } from './istio/istio.dialect.js';
import { linkerdDialect } from './linkerd/linkerd.dialect.js';
import { multiNetworkDialect } from './multinetwork/multinetwork.dialect.js';
import { networkPolicyDialect } from './networkpolicy/networkpolicy.dialect.js';
import { udnDialect } from './udn/udn.dialect.js';

/** Every policy language Fenceline evaluates. One line adds one. */
export const dialects: readonly Dialect[] = [
  networkPolicyDialect,
  adminNetworkPolicyDialect,
  clusterNetworkPolicyDialect,
  linkerdDialect,
  consulDialect,
  egressFirewallDialect,
  gkeDialect,
  istioDialect,
  calicoDialect,
  ciliumDialect,
  antreaDialect,
  udnDialect,
  multiNetworkDialect,
  awsDialect,
];
