import { globMatches } from './glob.js';

/** What one kind of system service may do without it counting against a tenant (scoring §4). */
export interface ContractClause {
  /** Seen from the service: `serve` = tenants call it, `call` = it calls tenants. */
  readonly direction: 'serve' | 'call';
  /**
   * Ports of the called pod: a text such as `TCP 80,443`, or `application` = ports its containers declare,
   * or `metrics` = declared ports that are named after metrics.
   */
  readonly ports: string;
  /** Label values that recognise the serving or calling pods; absent = every pod of the namespace. */
  readonly podNames?: readonly string[];
}

/** A family of namespaces that hold services for everybody. */
export interface SharedProfile {
  readonly id: string;
  readonly namespaces: readonly string[];
  /** Names only administrators can create: they win over tenant labels. Other names do not. */
  readonly reserved: boolean;
  readonly contract: readonly ContractClause[];
}

const DNS: ContractClause = {
  direction: 'serve',
  ports: 'UDP 53,5353, TCP 53,5353',
  podNames: ['kube-dns', 'coredns', 'dns-default', 'node-local-dns', 'rke2-coredns'],
};

/** Built-in profiles; the first that matches a namespace describes it. */
export const SHARED_PROFILES: readonly SharedProfile[] = [
  { id: 'kubernetes', namespaces: ['kube-*'], reserved: true, contract: [DNS] },
  { id: 'openshift', namespaces: ['openshift', 'openshift-*'], reserved: true, contract: [DNS] },
  {
    id: 'network-plugin',
    namespaces: [
      'calico-system',
      'calico-apiserver',
      'tigera-operator',
      'cilium',
      'cilium-system',
      'kube-flannel',
      'antrea-system',
      'ovn-kubernetes',
      'metallb-system',
      'multus-system',
      'submariner-operator',
    ],
    reserved: true,
    contract: [],
  },
  {
    id: 'platform',
    namespaces: [
      'gke-managed-*',
      'gmp-system',
      'gke-gmp-system',
      'aks-*',
      'amazon-*',
      'cattle-*',
      'fleet-*',
      'gardener-*',
      'kubesphere-*',
      'local-path-storage',
      'longhorn-system',
      'rook-ceph',
      'velero',
      'openebs',
    ],
    reserved: true,
    contract: [],
  },
  {
    id: 'ingress',
    namespaces: [
      'ingress',
      'ingress-*',
      '*-ingress',
      'traefik',
      'traefik-*',
      'kong',
      'haproxy-*',
      'projectcontour',
      'envoy-gateway-system',
      'nginx-gateway',
      'gateway-system',
      'istio-ingress',
      'istio-gateway',
    ],
    reserved: false,
    contract: [
      { direction: 'call', ports: 'application' },
      { direction: 'serve', ports: 'TCP 80,443,8000,8080,8443' },
    ],
  },
  {
    id: 'mesh',
    namespaces: ['istio-system', 'istio-operator', 'linkerd', 'linkerd-*', 'consul', 'kuma-system', 'osm-system'],
    reserved: false,
    contract: [
      { direction: 'serve', ports: 'TCP 8080,8086,8090,8443,8502,15010,15012,15014,15017' },
      { direction: 'call', ports: 'application', podNames: ['istio-ingressgateway', 'consul-ingress-gateway'] },
      { direction: 'call', ports: 'metrics' },
    ],
  },
  {
    id: 'monitoring',
    namespaces: [
      'monitoring',
      '*-monitoring',
      'observability',
      'prometheus',
      'prometheus-*',
      'logging',
      'opentelemetry*',
    ],
    reserved: false,
    contract: [
      { direction: 'call', ports: 'metrics' },
      {
        direction: 'serve',
        ports: 'TCP 4317,4318,9411,14250,14268',
        podNames: ['opentelemetry-collector', 'jaeger', 'tempo'],
      },
    ],
  },
  {
    id: 'certificates',
    namespaces: ['cert-manager', 'external-secrets', 'sealed-secrets', 'vault', 'external-dns'],
    reserved: false,
    contract: [],
  },
  {
    id: 'gitops',
    namespaces: [
      'argocd',
      'argo',
      'argo-*',
      'flux-system',
      'gatekeeper-system',
      'kyverno',
      'opa',
      'falco',
      'trivy-system',
    ],
    reserved: false,
    contract: [],
  },
];

/** The profile of a namespace's name, if it is one of the well-known shared ones. */
export function sharedProfileOf(namespace: string): SharedProfile | undefined {
  return SHARED_PROFILES.find((profile) => profile.namespaces.some((pattern) => globMatches(pattern, namespace)));
}

const METRIC_NAME = /metric|prom|monitoring|telemetry/;

/** Is this the name of a port that serves metrics? */
export function isMetricsPort(name: string | undefined): boolean {
  return name !== undefined && METRIC_NAME.test(name);
}
