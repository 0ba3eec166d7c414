/** A well-formed object of a policy kind; `namespace` is filled in where the kind has one. */
export interface Specimen {
  readonly kind: string;
  readonly apiVersion: string;
  readonly name?: string;
  readonly spec: object;
}

const selector = { matchLabels: { app: 'x' } };
const everything = { cidrSelector: '0.0.0.0/0' };
const adminPeer = { namespaces: { matchLabels: { team: 'red' } } };
const group = { group: 'policy.linkerd.io' };

function calico(apiVersion: string): Specimen[] {
  const rule = { action: 'Allow', protocol: 'TCP', source: { selector: "app == 'x'", notNets: ['10.0.0.0/24'] }, destination: { ports: [80, '8000:8100'] } };
  const spec = { order: 10, selector: "app == 'x'", types: ['Ingress', 'Egress'], ingress: [rule, { action: 'Deny' }], egress: [{ action: 'Allow' }] };
  return [
    { apiVersion, kind: 'NetworkPolicy', name: 'default.np', spec: { tier: 'default', ...spec } },
    { apiVersion, kind: 'GlobalNetworkPolicy', name: 'platform.deny', spec: { ...spec, tier: 'platform', namespaceSelector: "team == 'red'", ingress: [{ action: 'Pass' }] } },
    { apiVersion, kind: 'Tier', name: 'platform', spec: { order: 5, defaultAction: 'Pass' } },
    { apiVersion, kind: 'NetworkSet', spec: { nets: ['203.0.113.0/24'] } },
    { apiVersion, kind: 'GlobalNetworkSet', spec: { nets: ['198.51.100.0/24'] } },
    { apiVersion, kind: 'HostEndpoint', spec: { node: 'n1', interfaceName: '*', expectedIPs: ['192.168.0.1'] } },
  ];
} // prettier-ignore

/** At least one object of every kind that a registered language reads. */
export const SPECIMENS: readonly Specimen[] = [
  { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', spec: { podSelector: selector, policyTypes: ['Ingress', 'Egress'], ingress: [{ from: [{ podSelector: {} }, { ipBlock: { cidr: '203.0.113.0/24', except: ['203.0.113.128/25'] } }], ports: [{ port: 80 }, { port: 'http' }] }], egress: [{ to: [{ namespaceSelector: { matchLabels: { team: 'red' } } }] }] } },
  { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind: 'AdminNetworkPolicy', spec: { priority: 10, subject: adminPeer, ingress: [{ action: 'Deny', from: [{ pods: { namespaceSelector: {}, podSelector: selector } }], ports: [{ portNumber: { protocol: 'TCP', port: 80 } }] }, { action: 'Pass', from: [adminPeer] }], egress: [{ action: 'Allow', to: [{ networks: ['203.0.113.0/24'] }] }] } },
  { apiVersion: 'policy.networking.k8s.io/v1alpha1', kind: 'BaselineAdminNetworkPolicy', name: 'default', spec: { subject: { namespaces: {} }, ingress: [{ action: 'Deny', from: [{ namespaces: {} }] }] } },
  { apiVersion: 'policy.networking.k8s.io/v1alpha2', kind: 'ClusterNetworkPolicy', spec: { tier: 'Admin', priority: 5, subject: adminPeer, ingress: [{ action: 'Accept', from: [adminPeer] }, { action: 'Deny', from: [{ namespaces: {} }] }] } },
  { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'Server', name: 'server', spec: { podSelector: selector, port: 80 } },
  { apiVersion: 'policy.linkerd.io/v1beta1', kind: 'ServerAuthorization', spec: { server: { name: 'server' }, client: { meshTLS: { serviceAccounts: [{ name: 'y' }] }, networks: [{ cidr: '10.0.0.0/8' }] } } },
  { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'AuthorizationPolicy', spec: { targetRef: { ...group, kind: 'Server', name: 'server' }, requiredAuthenticationRefs: [{ ...group, kind: 'MeshTLSAuthentication', name: 'specimen' }] } },
  { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'MeshTLSAuthentication', spec: { identities: ['*.a.serviceaccount.identity.linkerd.cluster.local'] } },
  { apiVersion: 'policy.linkerd.io/v1alpha1', kind: 'NetworkAuthentication', spec: { networks: [{ cidr: '10.0.0.0/8', except: ['10.0.0.0/24'] }] } },
  { apiVersion: 'policy.linkerd.io/v1beta3', kind: 'HTTPRoute', spec: { parentRefs: [{ ...group, kind: 'Server', name: 'server' }], rules: [{ matches: [{ method: 'GET', path: { type: 'Exact', value: '/a' } }] }] } },
  { apiVersion: 'consul.hashicorp.com/v1alpha1', kind: 'ServiceIntentions', spec: { destination: { name: 'x' }, sources: [{ name: 'y', action: 'allow' }, { name: '*', action: 'deny' }] } },
  { apiVersion: 'consul.hashicorp.com/v1alpha1', kind: 'ServiceDefaults', name: 'x', spec: { protocol: 'http', mutualTLSMode: 'permissive' } },
  { apiVersion: 'consul.hashicorp.com/v1alpha1', kind: 'ProxyDefaults', name: 'global', spec: { config: { protocol: 'http' } } },
  { apiVersion: 'consul.hashicorp.com/v1alpha1', kind: 'Mesh', name: 'mesh', spec: { allowEnablingPermissiveMutualTLS: true } },
  { apiVersion: 'k8s.ovn.org/v1', kind: 'EgressFirewall', name: 'default', spec: { egress: [{ type: 'Allow', to: { dnsName: 'example.com' }, ports: [{ protocol: 'TCP', port: 443 }] }, { type: 'Deny', to: everything }] } },
  { apiVersion: 'network.openshift.io/v1', kind: 'EgressNetworkPolicy', name: 'default', spec: { egress: [{ type: 'Deny', to: { cidrSelector: '203.0.113.0/24' } }] } },
  { apiVersion: 'networking.gke.io/v1alpha1', kind: 'FQDNNetworkPolicy', spec: { podSelector: selector, egress: [{ matches: [{ name: 'example.com' }], ports: [{ protocol: 'TCP', port: 443 }] }] } },
  { apiVersion: 'security.istio.io/v1', kind: 'AuthorizationPolicy', spec: { selector, action: 'ALLOW', rules: [{ from: [{ source: { namespaces: ['a'] } }], to: [{ operation: { ports: ['80'], methods: ['GET'] } }] }] } },
  { apiVersion: 'security.istio.io/v1', kind: 'PeerAuthentication', spec: { selector, mtls: { mode: 'STRICT' } } },
  { apiVersion: 'networking.istio.io/v1alpha3', kind: 'EnvoyFilter', spec: { workloadSelector: { labels: { app: 'x' } } } },
  { apiVersion: 'networking.istio.io/v1', kind: 'Sidecar', spec: { workloadSelector: { labels: { app: 'x' } }, outboundTrafficPolicy: { mode: 'REGISTRY_ONLY' } } },
  ...calico('crd.projectcalico.org/v1'),
  ...calico('projectcalico.org/v3'),
  { apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', spec: { endpointSelector: selector, ingress: [{ fromEndpoints: [{ matchLabels: { app: 'y' } }], toPorts: [{ ports: [{ port: '80', protocol: 'TCP' }] }] }], egressDeny: [{ toCIDR: ['203.0.113.0/24'] }] } },
  { apiVersion: 'cilium.io/v2', kind: 'CiliumClusterwideNetworkPolicy', spec: { endpointSelector: selector, ingress: [{ fromEntities: ['cluster'] }] } },
  { apiVersion: 'crd.antrea.io/v1beta1', kind: 'NetworkPolicy', spec: { priority: 5, appliedTo: [{ podSelector: selector }], ingress: [{ action: 'Drop', from: [{ podSelector: {} }] }] } },
  { apiVersion: 'crd.antrea.io/v1beta1', kind: 'ClusterNetworkPolicy', spec: { priority: 5, tier: 'securityops', appliedTo: [{ namespaceSelector: { matchLabels: { team: 'red' } } }], ingress: [{ action: 'Allow', from: [{ namespaceSelector: {} }] }] } },
  { apiVersion: 'k8s.ovn.org/v1', kind: 'UserDefinedNetwork', spec: { topology: 'Layer2', layer2: { role: 'Primary', subnets: ['10.100.0.0/16'] } } },
  { apiVersion: 'k8s.ovn.org/v1', kind: 'ClusterUserDefinedNetwork', spec: { namespaceSelector: { matchLabels: { team: 'blue' } }, network: { topology: 'Layer2', layer2: { role: 'Primary', subnets: ['10.101.0.0/16'] } } } },
  { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition', spec: { config: '{"type":"macvlan"}' } },
  { apiVersion: 'k8s.cni.cncf.io/v1beta1', kind: 'MultiNetworkPolicy', spec: { podSelector: selector, policyTypes: ['Ingress'] } },
  { apiVersion: 'networking.k8s.aws/v1alpha1', kind: 'ClusterNetworkPolicy', spec: { tier: 'Admin', priority: 5, subject: adminPeer, ingress: [{ action: 'Accept', from: [adminPeer] }, { action: 'Deny', from: [{ namespaces: {} }] }] } },
  { apiVersion: 'networking.k8s.aws/v1alpha1', kind: 'ApplicationNetworkPolicy', spec: { podSelector: selector, policyTypes: ['Egress'], egress: [{ to: [{ domainNames: ['example.com'] }] }] } },
]; // prettier-ignore

/** The specimen as an object of a namespace, or of the cluster. */
export function objectOf({ apiVersion, kind, name = 'specimen', spec }: Specimen, namespace: string | null): object {
  return { apiVersion, kind, metadata: { name, ...(namespace === null ? {} : { namespace }) }, spec };
}
