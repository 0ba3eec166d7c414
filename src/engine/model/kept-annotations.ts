import { asStringMap, recordOf } from './json-value.js';

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
  'service.cilium.io/global',
  'io.cilium/global-service',
  'service.cilium.io/shared',
  'topology.istio.io/network',
  'sidecar.istio.io/inject',
  'istio.io/dataplane-mode',
  'ambient.istio.io/redirection',
  'linkerd.io/inject',
  'linkerd.io/created-by',
  'consul.hashicorp.com/connect-inject',
  'consul.hashicorp.com/transparent-proxy',
  'k8s.v1.cni.cncf.io/networks',
  'k8s.v1.cni.cncf.io/policy-for',
  'v1.multus-cni.io/default-network',
  'field.cattle.io/projectId',
  'openshift.io/requester',
  'net.beta.kubernetes.io/network-policy',
  'flannel.alpha.coreos.com/backend-type',
  'eks.amazonaws.com/compute-type',
  'kubernetes.io/description',
]);

/** Families of annotations without secrets, whose members configure traffic capture and policy defaults. */
const KEPT_PREFIXES = [
  'traffic.sidecar.istio.io/',
  'config.linkerd.io/',
  'policy.cilium.io/',
  'vcluster.loft.sh/',
  'fenceline.io/',
];

const NODE_ARGUMENTS = 'k3s.io/node-args';
const NO_POLICY_FLAG = '--disable-network-policy';

/**
 * The annotations worth keeping, sorted by key. k3s writes a server's whole command line into one annotation: of that
 * only the flag that switches its policy engine off is kept.
 */
export function keptAnnotations(value: unknown): Readonly<Record<string, string>> {
  const kept: [string, string][] = [];
  for (const [key, text] of asStringMap(value)) {
    if (key === NODE_ARGUMENTS) kept.push([key, text.includes(NO_POLICY_FLAG) ? NO_POLICY_FLAG : '']);
    else if (KEPT.has(key) || KEPT_PREFIXES.some((prefix) => key.startsWith(prefix)))
      kept.push([key, text.slice(0, 2048)]);
  }
  return recordOf(kept);
}
