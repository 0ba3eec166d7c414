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
const CALICO_CLUSTER =
  'bgpconfigurations:BGPConfiguration bgppeers:BGPPeer clusterinformations:ClusterInformation felixconfigurations:FelixConfiguration ippools:IPPool kubecontrollersconfigurations:KubeControllersConfiguration remoteclusterconfigurations:RemoteClusterConfiguration';
const TRAEFIK = 'ingressroutes:IngressRoute ingressroutetcps:IngressRouteTCP ingressrouteudps:IngressRouteUDP';

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
  ['networking.k8s.io', ['cluster'], 'servicecidrs:ServiceCIDR'],
  ['policy.networking.k8s.io', ['cluster', 'policy'], 'adminnetworkpolicies:AdminNetworkPolicy baselineadminnetworkpolicies:BaselineAdminNetworkPolicy clusternetworkpolicies:ClusterNetworkPolicy'],
  ['gateway.networking.k8s.io', ['cluster'], 'gatewayclasses:GatewayClass'],
  ['gateway.networking.k8s.io', [], 'gateways:Gateway grpcroutes:GRPCRoute httproutes:HTTPRoute listenersets:ListenerSet referencegrants:ReferenceGrant tcproutes:TCPRoute tlsroutes:TLSRoute udproutes:UDPRoute'],
  ['gateway.networking.x-k8s.io', [], 'xlistenersets:XListenerSet'],
  ['route.openshift.io', [], 'routes:Route'],
  ['traefik.io', [], TRAEFIK],
  ['traefik.containo.us', [], TRAEFIK],
  ['projectcontour.io', [], 'httpproxies:HTTPProxy'],
  ['elbv2.k8s.aws', [], 'targetgroupbindings:TargetGroupBinding'],
  ['metallb.io', [], 'ipaddresspools:IPAddressPool'],
  ['cilium.io', ['policy'], 'ciliumlocalredirectpolicies:CiliumLocalRedirectPolicy ciliumnetworkpolicies:CiliumNetworkPolicy'],
  ['cilium.io', ['cluster', 'policy'], 'ciliumcidrgroups:CiliumCIDRGroup ciliumclusterwidenetworkpolicies:CiliumClusterwideNetworkPolicy ciliumegressgatewaypolicies:CiliumEgressGatewayPolicy'],
  ['cilium.io', ['cluster'], 'ciliumbgpadvertisements:CiliumBGPAdvertisement ciliumbgpclusterconfigs:CiliumBGPClusterConfig ciliumbgppeeringpolicies:CiliumBGPPeeringPolicy ciliumloadbalancerippools:CiliumLoadBalancerIPPool ciliumnodes:CiliumNode ciliumpodippools:CiliumPodIPPool'],
  ['cilium.io', ['metadata'], 'ciliumenvoyconfigs:CiliumEnvoyConfig'],
  ['cilium.io', ['cluster', 'metadata'], 'ciliumclusterwideenvoyconfigs:CiliumClusterwideEnvoyConfig'],
  ['projectcalico.org', ['policy'], CALICO],
  ['projectcalico.org', ['cluster', 'policy'], `${CALICO_GLOBAL} profiles:Profile`],
  ['projectcalico.org', ['cluster'], CALICO_CLUSTER],
  ['crd.projectcalico.org', ['policy'], CALICO],
  ['crd.projectcalico.org', ['cluster', 'policy'], CALICO_GLOBAL],
  ['crd.projectcalico.org', ['cluster'], CALICO_CLUSTER],
  ['migration.projectcalico.org', ['cluster'], 'datastoremigrations:DatastoreMigration'],
  ['operator.tigera.io', ['cluster'], 'installations:Installation'],
  ['crd.antrea.io', ['policy'], 'groups:Group networkpolicies:NetworkPolicy'],
  ['crd.antrea.io', ['cluster', 'policy'], 'clustergroups:ClusterGroup clusternetworkpolicies:ClusterNetworkPolicy tiers:Tier'],
  ['security.istio.io', ['policy'], 'authorizationpolicies:AuthorizationPolicy peerauthentications:PeerAuthentication requestauthentications:RequestAuthentication'],
  ['networking.istio.io', ['policy'], 'envoyfilters:EnvoyFilter sidecars:Sidecar'],
  ['networking.istio.io', [], 'destinationrules:DestinationRule gateways:Gateway serviceentries:ServiceEntry virtualservices:VirtualService workloadentries:WorkloadEntry'],
  ['policy.linkerd.io', ['policy'], 'authorizationpolicies:AuthorizationPolicy egressnetworks:EgressNetwork httproutes:HTTPRoute meshtlsauthentications:MeshTLSAuthentication networkauthentications:NetworkAuthentication serverauthorizations:ServerAuthorization servers:Server'],
  ['consul.hashicorp.com', ['policy'], 'exportedservices:ExportedServices meshes:Mesh peeringacceptors:PeeringAcceptor peeringdialers:PeeringDialer proxydefaults:ProxyDefaults samenessgroups:SamenessGroup servicedefaults:ServiceDefaults serviceintentions:ServiceIntentions'],
  ['k8s.ovn.org', ['policy'], 'egressfirewalls:EgressFirewall userdefinednetworks:UserDefinedNetwork'],
  ['k8s.ovn.org', ['cluster', 'policy'], 'adminpolicybasedexternalroutes:AdminPolicyBasedExternalRoute clusteruserdefinednetworks:ClusterUserDefinedNetwork egressips:EgressIP'],
  ['kubeovn.io', ['cluster'], 'subnets:Subnet vpcs:Vpc'],
  ['k8s.cni.cncf.io', ['policy'], 'multi-networkpolicies:MultiNetworkPolicy network-attachment-definitions:NetworkAttachmentDefinition'],
  ['network.openshift.io', ['policy'], 'egressnetworkpolicies:EgressNetworkPolicy'],
  ['network.openshift.io', ['cluster'], 'netnamespaces:NetNamespace'],
  ['config.openshift.io', ['cluster'], 'networks:Network'],
  ['operator.openshift.io', ['cluster'], 'networks:Network'],
  ['networking.k8s.aws', ['policy'], 'applicationnetworkpolicies:ApplicationNetworkPolicy'],
  ['networking.k8s.aws', ['cluster', 'policy'], 'clusternetworkpolicies:ClusterNetworkPolicy'],
  ['vpcresources.k8s.aws', ['policy'], 'securitygrouppolicies:SecurityGroupPolicy'],
  ['eks.amazonaws.com', ['cluster'], 'nodeclasses:NodeClass'],
  ['networking.gke.io', ['policy'], 'fqdnnetworkpolicies:FQDNNetworkPolicy'],
  ['multicluster.x-k8s.io', [], 'serviceexports:ServiceExport serviceimports:ServiceImport'],
  ['net.gke.io', [], 'serviceexports:ServiceExport serviceimports:ServiceImport'],
  ['multicluster.linkerd.io', [], 'links:Link'],
  ['submariner.io', [], 'brokers:Broker clusters:Cluster endpoints:Endpoint gateways:Gateway globalegressips:GlobalEgressIP globalingressips:GlobalIngressIP servicediscoveries:ServiceDiscovery submariners:Submariner'],
  ['submariner.io', ['cluster'], 'clusterglobalegressips:ClusterGlobalEgressIP'],
  ['multicluster.crd.antrea.io', [], 'clusterinfoimports:ClusterInfoImport clustersets:ClusterSet gateways:Gateway memberclusterannounces:MemberClusterAnnounce resourceexports:ResourceExport resourceimports:ResourceImport'],
  ['multicluster.crd.antrea.io', ['cluster'], 'labelidentities:LabelIdentity'],
  ['skupper.io', [], 'connectors:Connector links:Link listeners:Listener sites:Site'],
  ['core.liqo.io', ['cluster', 'metadata'], 'foreignclusters:ForeignCluster'],
  ['offloading.liqo.io', ['metadata'], 'namespaceoffloadings:NamespaceOffloading'],
  ['cluster.x-k8s.io', ['metadata'], 'clusters:Cluster'],
  ['cluster.open-cluster-management.io', ['cluster', 'metadata'], 'managedclusters:ManagedCluster'],
  ['cluster.karmada.io', ['cluster', 'metadata'], 'clusters:Cluster'],
  ['hub.gke.io', ['cluster', 'metadata'], 'memberships:Membership'],
  ['kilo.squat.ai', ['cluster', 'metadata'], 'peers:Peer'],
]; // prettier-ignore

/**
 * Every kind a snapshot reads, and nothing else: the collector and the generated ClusterRole both follow this list.
 * Secrets are not in it and must not be; of ConfigMaps only those of `wanted-config-maps.ts` are read, one by one.
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
