import { asText, memberAt } from './json-value.js';
import type { ProjectedBody } from './project-workload.js';

const MAX_VALUE = 1024;

const CILIUM =
  'enable-policy policy-audit-mode enable-k8s-networkpolicy enable-cilium-network-policy enable-cilium-clusterwide-network-policy enable-k8s-cluster-network-policy enable-non-default-deny-policies policy-cidr-match-mode allow-localhost enable-host-firewall enable-l7-proxy labels cluster-name cluster-id policy-default-local-cluster clustermesh-default-global-namespace clustermesh-enable-mcs-api enable-node-selector-labels enable-sctp cni-chaining-mode kube-proxy-replacement routing-mode tunnel tunnel-protocol ipv4-native-routing-cidr ipv6-native-routing-cidr enable-ipv4-masquerade enable-ipv6-masquerade cluster-pool-ipv4-cidr cluster-pool-ipv6-cidr';

/**
 * The switches that may enter, by ConfigMap. Names with dots or capitals are scalars that the reader took out of a
 * configuration text (`adapters/manifests/flatten-config-map.ts`); the text itself never enters.
 */
const SWITCHES: ReadonlyMap<string, string> = new Map([
  ['cilium-config', CILIUM],
  ['amazon-vpc-cni', 'enable-network-policy-controller enable-network-policy'],
  ['antrea-config', 'AntreaPolicy AdminNetworkPolicy ClusterNetworkPolicy NodeNetworkPolicy L7NetworkPolicy Multicluster trafficEncapMode noSNAT defaultTier'],
  ['calico-config', 'calico_backend'],
  ['canal-config', 'canal_iface masquerade'],
  ['kube-flannel-cfg', 'backendType network'],
  ['kube-router-cfg', ''],
  ['azure-npm-config', 'EnableNPMLite'],
  ['ovnkube-config', 'enable-admin-network-policy enable-egress-firewall enable-egress-ip enable-multi-network enable-multi-networkpolicy enable-network-segmentation'],
  ['ovn-config', 'net_cidr svc_cidr'],
  ['istio', 'rootNamespace trustDomain trustDomainAliases outboundTrafficPolicy meshId interceptionMode enableAutoMtls'],
  ['istio-sidecar-injector', 'policy enableNamespacesByDefault neverInjectSelector alwaysInjectSelector'],
  ['istio-ca-root-cert', 'rootHash'],
  ['linkerd-config', 'defaultInboundPolicy clusterNetworks identityTrustDomain ignoreInboundPorts ignoreOutboundPorts skipSubnets outboundTransportMode probeNetworks linkerdVersion'],
  ['linkerd-identity-trust-roots', 'rootHash'],
  ['consul-server-config', 'aclEnabled aclDefaultPolicy defaultIntentionPolicy datacenter primaryDatacenter'],
  ['kubeadm-config', 'podSubnet serviceSubnet'],
  ['kube-proxy', 'clusterCIDR nodePortAddresses mode'],
  ['skupper-site', ''],
]); // prettier-ignore

/** The known ConfigMap a name stands for: revisions of Istio and Helm releases of Consul have names of their own. */
export function knownConfigMap(name: string): string | undefined {
  if (SWITCHES.has(name)) return name;
  if (/^istio-sidecar-injector-[a-z0-9-]+$/.test(name)) return 'istio-sidecar-injector';
  if (/^[a-z0-9-]+-consul-server-config$/.test(name)) return 'consul-server-config';
  if (/^antrea-config-[a-z0-9]+$/.test(name)) return 'antrea-config';
  return /^istio-[a-z0-9-]+$/.test(name) && !name.startsWith('istio-ca-') ? 'istio' : undefined;
}

/** A ConfigMap: only the documented switches of known network plugins and meshes, from ConfigMaps of those names. */
export function projectConfigMap(object: unknown): ProjectedBody {
  const name = knownConfigMap(asText(memberAt(object, 'metadata', 'name')) ?? '');
  const keys = name === undefined ? undefined : SWITCHES.get(name);
  if (keys === undefined) return {};
  const data: Record<string, string> = {};
  for (const key of keys.split(' ')) {
    const value = memberAt(object, 'data', key);
    if (typeof value === 'string') data[key] = value.slice(0, MAX_VALUE);
  }
  return { data };
}
