/** One kind the collector reads, and so one entry of the ClusterRole. */
export interface WantedKind {
  /** API group, '' for the core group. */
  readonly group: string;
  /** Plural name, as paths and roles have it. */
  readonly resource: string;
  readonly kind: string;
  readonly namespaced: boolean;
  /** Only names, labels and owners are needed: the server is asked for metadata alone. */
  readonly metadataOnly: boolean;
  /** Decides who may talk to whom: read again at the end to see whether it changed meanwhile. */
  readonly policy: boolean;
  /** Every cluster has it; other kinds are optional extensions. */
  readonly builtIn: boolean;
}

type Flag = 'metadata' | 'policy' | 'cluster' | 'built-in';

const CALICO =
  'networkpolicies:NetworkPolicy networksets:NetworkSet stagednetworkpolicies:StagedNetworkPolicy stagedkubernetesnetworkpolicies:StagedKubernetesNetworkPolicy';
const CALICO_GLOBAL =
  'globalnetworkpolicies:GlobalNetworkPolicy globalnetworksets:GlobalNetworkSet hostendpoints:HostEndpoint stagedglobalnetworkpolicies:StagedGlobalNetworkPolicy tiers:Tier';

/** Group, flags and `plural:Kind` lists. Names as the projects publish them in their CRDs. */
const ROWS: readonly (readonly [group: string, flags: readonly Flag[], kinds: string])[] = [
  ['', ['built-in', 'cluster', 'metadata', 'policy'], 'namespaces:Namespace'],
  ['', ['built-in', 'cluster'], 'nodes:Node'],
  ['', ['built-in'], 'pods:Pod services:Service'],
  ['', ['built-in', 'metadata'], 'serviceaccounts:ServiceAccount'],
  ['apps', ['built-in'], 'daemonsets:DaemonSet'],
  ['apps', ['built-in', 'metadata'], 'replicasets:ReplicaSet'],
  ['batch', ['built-in', 'metadata'], 'jobs:Job'],
  ['discovery.k8s.io', ['built-in'], 'endpointslices:EndpointSlice'],
  ['networking.k8s.io', ['built-in', 'policy'], 'networkpolicies:NetworkPolicy'],
  ['networking.k8s.io', ['built-in'], 'ingresses:Ingress'],
  ['networking.k8s.io', ['built-in', 'cluster'], 'ingressclasses:IngressClass'],
  ['policy.networking.k8s.io', ['cluster', 'policy'], 'adminnetworkpolicies:AdminNetworkPolicy baselineadminnetworkpolicies:BaselineAdminNetworkPolicy clusternetworkpolicies:ClusterNetworkPolicy'],
  ['gateway.networking.k8s.io', ['cluster'], 'gatewayclasses:GatewayClass'],
  ['gateway.networking.k8s.io', [], 'gateways:Gateway grpcroutes:GRPCRoute httproutes:HTTPRoute referencegrants:ReferenceGrant tcproutes:TCPRoute tlsroutes:TLSRoute udproutes:UDPRoute'],
  ['multicluster.x-k8s.io', [], 'serviceexports:ServiceExport serviceimports:ServiceImport'],
  ['cilium.io', ['policy'], 'ciliumnetworkpolicies:CiliumNetworkPolicy'],
  ['cilium.io', ['cluster', 'policy'], 'ciliumcidrgroups:CiliumCIDRGroup ciliumclusterwidenetworkpolicies:CiliumClusterwideNetworkPolicy ciliumegressgatewaypolicies:CiliumEgressGatewayPolicy'],
  ['projectcalico.org', ['policy'], CALICO],
  ['projectcalico.org', ['cluster', 'policy'], CALICO_GLOBAL],
  ['projectcalico.org', ['cluster'], 'ippools:IPPool'],
  ['crd.projectcalico.org', ['policy'], CALICO],
  ['crd.projectcalico.org', ['cluster', 'policy'], CALICO_GLOBAL],
  ['crd.projectcalico.org', ['cluster'], 'ippools:IPPool'],
  ['crd.antrea.io', ['policy'], 'networkpolicies:NetworkPolicy'],
  ['crd.antrea.io', ['cluster', 'policy'], 'clustergroups:ClusterGroup clusternetworkpolicies:ClusterNetworkPolicy tiers:Tier'],
  ['security.istio.io', ['policy'], 'authorizationpolicies:AuthorizationPolicy peerauthentications:PeerAuthentication requestauthentications:RequestAuthentication'],
  ['networking.istio.io', ['policy'], 'sidecars:Sidecar'],
  ['networking.istio.io', [], 'destinationrules:DestinationRule gateways:Gateway serviceentries:ServiceEntry virtualservices:VirtualService'],
  ['policy.linkerd.io', ['policy'], 'authorizationpolicies:AuthorizationPolicy meshtlsauthentications:MeshTLSAuthentication networkauthentications:NetworkAuthentication serverauthorizations:ServerAuthorization servers:Server'],
  ['k8s.ovn.org', ['policy'], 'egressfirewalls:EgressFirewall userdefinednetworks:UserDefinedNetwork'],
  ['k8s.ovn.org', ['cluster', 'policy'], 'adminpolicybasedexternalroutes:AdminPolicyBasedExternalRoute clusteruserdefinednetworks:ClusterUserDefinedNetwork egressips:EgressIP'],
  ['k8s.cni.cncf.io', ['policy'], 'multi-networkpolicies:MultiNetworkPolicy network-attachment-definitions:NetworkAttachmentDefinition'],
  ['network.openshift.io', ['policy'], 'egressnetworkpolicies:EgressNetworkPolicy'],
  ['networking.k8s.aws', ['policy'], 'applicationnetworkpolicies:ApplicationNetworkPolicy'],
  ['networking.k8s.aws', ['cluster', 'policy'], 'clusternetworkpolicies:ClusterNetworkPolicy'],
  ['vpcresources.k8s.aws', ['policy'], 'securitygrouppolicies:SecurityGroupPolicy'],
  ['networking.gke.io', ['policy'], 'fqdnnetworkpolicies:FQDNNetworkPolicy'],
  ['consul.hashicorp.com', ['policy'], 'serviceintentions:ServiceIntentions'],
]; // prettier-ignore

/**
 * Every kind a snapshot reads, and nothing else: the collector and the generated ClusterRole both follow this list.
 * Secrets and ConfigMaps are not in it and must not be.
 */
export const WANTED_KINDS: readonly WantedKind[] = ROWS.flatMap(([group, flags, kinds]) =>
  kinds.split(' ').map((text): WantedKind => {
    const [resource = '', kind = ''] = text.split(':');
    return {
      group,
      resource,
      kind,
      namespaced: !flags.includes('cluster'),
      metadataOnly: flags.includes('metadata'),
      policy: flags.includes('policy'),
      builtIn: flags.includes('built-in'),
    };
  }),
);

/** `group/Kind` as coverage names it, with `core` for the core group. */
export function coverageKeyOf({ group, kind }: Pick<WantedKind, 'group' | 'kind'>): string {
  return `${group === '' ? 'core' : group}/${kind}`;
}
