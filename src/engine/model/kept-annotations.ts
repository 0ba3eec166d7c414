import { asRecord, asStringMap, byText, member, recordOf } from './json-value.js';

/** Annotations that decide networking, tenancy or exposure. Everything else may hold secrets and is dropped. */
const KEPT = new Set([
  'kubernetes.io/ingress.class',
  'ingressclass.kubernetes.io/is-default-class',
  'alb.ingress.kubernetes.io/scheme',
  'alb.ingress.kubernetes.io/inbound-cidrs',
  'alb.ingress.kubernetes.io/target-type',
  'nginx.ingress.kubernetes.io/whitelist-source-range',
  'nginx.ingress.kubernetes.io/allowlist-source-range',
  'haproxy.org/allow-list',
  'traefik.ingress.kubernetes.io/router.tls',
  'networking.gke.io/load-balancer-type',
  'cloud.google.com/load-balancer-type',
  'networking.gke.io/internal-load-balancer-allow-global-access',
  'service.beta.kubernetes.io/load-balancer-source-ranges',
  'service.beta.kubernetes.io/aws-load-balancer-internal',
  'service.beta.kubernetes.io/aws-load-balancer-scheme',
  'service.beta.kubernetes.io/aws-load-balancer-type',
  'service.beta.kubernetes.io/aws-load-balancer-nlb-target-type',
  'service.beta.kubernetes.io/azure-load-balancer-internal',
  'service.beta.kubernetes.io/azure-allowed-ip-ranges',
  'service.beta.kubernetes.io/azure-allowed-service-tags',
  'service.beta.kubernetes.io/oci-load-balancer-internal',
  'service.kubernetes.io/ibm-load-balancer-cloud-provider-ip-type',
  'service.beta.kubernetes.io/openstack-internal-load-balancer',
  'service.beta.kubernetes.io/alibaba-cloud-loadbalancer-address-type',
  'service.kubernetes.io/qcloud-loadbalancer-internal-subnetid',
  'service.beta.kubernetes.io/cce-load-balancer-internal-vpc',
  'service.beta.kubernetes.io/do-loadbalancer-network',
  'io.cilium/global-service',
  'v1.multus-cni.io/default-network',
  'field.cattle.io/projectId',
  'openshift.io/requester',
  'net.beta.kubernetes.io/network-policy',
  'flannel.alpha.coreos.com/backend-type',
  'eks.amazonaws.com/compute-type',
  'kubernetes.io/description',
  'kubernetes.io/elb.class',
  'kubernetes.io/elb.autocreate',
  'kubernetes.io/elb.eip-id',
  'metallb.io/address-pool',
  'metallb.universe.tf/address-pool',
  'metallb.io/loadBalancerIPs',
  'metallb.universe.tf/loadBalancerIPs',
  'lbipam.cilium.io/ips',
  'io.cilium/lb-ipam-ips',
  'kube-vip.io/loadbalancerIPs',
  'networking.istio.io/cluster',
  'networking.istio.io/exportTo',
  'topology.istio.io/controlPlaneClusters',
  'networking.istio.io/service-type',
  'alb.ingress.kubernetes.io/group.name',
  'haproxy.router.openshift.io/ip_whitelist',
  'haproxy.router.openshift.io/ip_allowlist',
  'traefik.ingress.kubernetes.io/router.entrypoints',
  'eks.amazonaws.com/role-arn',
  'iam.gke.io/gcp-service-account',
  'azure.workload.identity/client-id',
  'azure.workload.identity/tenant-id',
  'clustermesh.cilium.io/global',
  'skupper.io/proxy',
]);

/** Families of annotations without secrets, whose members configure traffic capture and policy defaults. */
const KEPT_PREFIXES = [
  'traffic.sidecar.istio.io/',
  'ambient.istio.io/',
  'istio.io/',
  'topology.istio.io/',
  'linkerd.io/',
  'config.linkerd.io/',
  'mirror.linkerd.io/',
  'multicluster.linkerd.io/',
  'policy.cilium.io/',
  'service.cilium.io/',
  'network.cilium.io/',
  'k8s.ovn.org/',
  'multicluster.kubernetes.io/',
  'env.fenceline.io/',
  'vcluster.loft.sh/',
  'fenceline.io/',
];

/** Members worth keeping of families that also hold copies of whole pods or the pod's own address. */
const KEPT_MEMBERS =
  /^(?:sidecar\.istio\.io\/(?:inject|interceptionMode)|consul\.hashicorp\.com\/(?:connect-inject(?:-status)?|mesh-inject(?:-status)?|connect-service(?:-port|-upstreams|-protocol)?|transparent-proxy[a-z-]*|kubernetes-service|gateway-kind)|k8s\.v1\.cni\.cncf\.io\/(?:networks|policy-for|resourceName)|cni\.projectcalico\.org\/(?:ipv4pools|ipv6pools|ipAddrs|floatingIPs)|ovn\.kubernetes\.io\/(?:logical_switch|logical_router|vpc))$/;

const NODE_ARGUMENTS = 'k3s.io/node-args';
const NO_POLICY_FLAG = '--disable-network-policy';
const POD_NETWORKS = 'k8s.ovn.org/pod-networks';

/** Annotations that name each pod's own addresses or hold whole documents, and the one thing in them that matters. */
const REDUCED: ReadonlyMap<string, (text: string) => readonly [string, string] | undefined> = new Map([
  // k3s writes a server's whole command line here.
  [NODE_ARGUMENTS, (text: string) => [NODE_ARGUMENTS, text.includes(NO_POLICY_FLAG) ? NO_POLICY_FLAG : ''] as const],
  ['sidecar.istio.io/status', () => ['sidecar.istio.io/status', 'injected'] as const],
  ['vpc.amazonaws.com/pod-eni', () => ['vpc.amazonaws.com/pod-eni', 'attached'] as const],
  [POD_NETWORKS, primaryNetwork],
]);

/** The annotations worth keeping, sorted by key; replicas of one workload carry equal ones. */
export function keptAnnotations(value: unknown): Readonly<Record<string, string>> {
  const kept = new Map<string, string>();
  for (const [key, text] of asStringMap(value)) {
    const reduce = REDUCED.get(key);
    const entry = reduce === undefined ? ([key, text.slice(0, 2048)] as const) : reduce(text);
    if (entry !== undefined && (reduce !== undefined || isKept(key))) kept.set(...entry);
  }
  return recordOf([...kept].sort(([a], [b]) => byText(a, b)));
}

function isKept(key: string): boolean {
  return KEPT.has(key) || KEPT_PREFIXES.some((prefix) => key.startsWith(prefix)) || KEPT_MEMBERS.test(key);
}

/** OVN-Kubernetes writes every network of a pod with its addresses; only the name of a primary one beside `default` matters. */
function primaryNetwork(text: string): readonly [string, string] | undefined {
  try {
    const networks = Object.entries(asRecord(JSON.parse(text.slice(0, 65_536))) ?? {});
    const primary = networks.find(([name, network]) => name !== 'default' && member(network, 'role') === 'primary');
    return primary === undefined ? undefined : ['k8s.ovn.org/primary-network', primary[0].slice(0, 253)];
  } catch {
    return undefined;
  }
}
