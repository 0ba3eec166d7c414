import type { KindRole } from './kind-role.js';

/** Group, role, scope, versions a supported API server serves (empty: any) and kinds, all texts separated by spaces. */
type KindRow = readonly [group: string, role: KindRole, namespaced: boolean, versions: string, kinds: string];

const CALICO = 'NetworkPolicy StagedNetworkPolicy StagedKubernetesNetworkPolicy NetworkSet';
const CALICO_GLOBAL = 'GlobalNetworkPolicy StagedGlobalNetworkPolicy GlobalNetworkSet Tier HostEndpoint';
const CALICO_CLUSTER =
  'FelixConfiguration BGPConfiguration BGPPeer IPPool ClusterInformation KubeControllersConfiguration RemoteClusterConfiguration';

/** What every Kubernetes cluster serves. */
const BUILT_IN: readonly KindRow[] = [
  ['core', 'workload', true, 'v1', 'Pod ReplicationController'],
  ['core', 'entry', true, 'v1', 'Service Endpoints'],
  ['core', 'cluster', false, 'v1', 'Namespace Node'],
  ['core', 'cluster', true, 'v1', 'ConfigMap'],
  ['core', 'other', true, 'v1', 'Secret ServiceAccount PersistentVolumeClaim Event LimitRange ResourceQuota PodTemplate Binding'],
  ['core', 'other', false, 'v1', 'PersistentVolume ComponentStatus'],
  ['apps', 'workload', true, 'v1', 'Deployment ReplicaSet StatefulSet DaemonSet'],
  ['apps', 'other', true, 'v1', 'ControllerRevision'],
  ['batch', 'workload', true, 'v1', 'Job CronJob'],
  ['discovery.k8s.io', 'entry', true, 'v1', 'EndpointSlice'],
  ['networking.k8s.io', 'policy', true, 'v1', 'NetworkPolicy'],
  ['networking.k8s.io', 'entry', true, 'v1', 'Ingress'],
  ['networking.k8s.io', 'cluster', false, 'v1', 'IngressClass'],
  ['networking.k8s.io', 'cluster', false, '', 'ServiceCIDR'],
  ['rbac.authorization.k8s.io', 'other', true, 'v1', 'Role RoleBinding'],
  ['rbac.authorization.k8s.io', 'other', false, 'v1', 'ClusterRole ClusterRoleBinding'],
  ['autoscaling', 'other', true, '', 'HorizontalPodAutoscaler'],
  ['policy', 'other', true, '', 'PodDisruptionBudget'],
  ['policy', 'other', false, '', 'PodSecurityPolicy'],
  ['apiextensions.k8s.io', 'other', false, '', 'CustomResourceDefinition'],
  ['storage.k8s.io', 'other', false, '', 'StorageClass CSIDriver'],
  ['scheduling.k8s.io', 'other', false, '', 'PriorityClass'],
  ['coordination.k8s.io', 'other', true, '', 'Lease'],
  ['admissionregistration.k8s.io', 'other', false, '', 'ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding'],
  ['apiregistration.k8s.io', 'other', false, '', 'APIService'],
]; // prettier-ignore

/** Policy languages, network plugins and meshes (semantics 02-07). */
const NETWORKS: readonly KindRow[] = [
  ['policy.networking.k8s.io', 'policy', false, '', 'AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy'],
  ['projectcalico.org', 'policy', true, '', `${CALICO} WorkloadEndpoint`],
  ['projectcalico.org', 'policy', false, '', `${CALICO_GLOBAL} Profile`],
  ['projectcalico.org', 'cluster', false, '', CALICO_CLUSTER],
  ['crd.projectcalico.org', 'policy', true, '', CALICO],
  ['crd.projectcalico.org', 'policy', false, '', CALICO_GLOBAL],
  ['crd.projectcalico.org', 'cluster', false, '', CALICO_CLUSTER],
  ['migration.projectcalico.org', 'cluster', false, '', 'DatastoreMigration'],
  ['operator.tigera.io', 'cluster', false, '', 'Installation'],
  ['cilium.io', 'policy', true, '', 'CiliumNetworkPolicy CiliumLocalRedirectPolicy'],
  ['cilium.io', 'policy', false, '', 'CiliumClusterwideNetworkPolicy CiliumCIDRGroup CiliumEgressGatewayPolicy'],
  ['cilium.io', 'cluster', false, '', 'CiliumNode CiliumIdentity CiliumLoadBalancerIPPool CiliumPodIPPool CiliumBGPPeeringPolicy CiliumBGPClusterConfig CiliumBGPAdvertisement'],
  ['cilium.io', 'other', true, '', 'CiliumEndpoint CiliumEnvoyConfig'],
  ['cilium.io', 'other', false, '', 'CiliumClusterwideEnvoyConfig'],
  ['crd.antrea.io', 'policy', true, '', 'NetworkPolicy Group'],
  ['crd.antrea.io', 'policy', false, '', 'ClusterNetworkPolicy Tier ClusterGroup'],
  ['security.istio.io', 'policy', true, '', 'AuthorizationPolicy PeerAuthentication RequestAuthentication'],
  ['networking.istio.io', 'policy', true, '', 'Sidecar EnvoyFilter'],
  ['networking.istio.io', 'entry', true, '', 'Gateway VirtualService DestinationRule ServiceEntry WorkloadEntry'],
  ['policy.linkerd.io', 'policy', true, '', 'Server ServerAuthorization AuthorizationPolicy MeshTLSAuthentication NetworkAuthentication HTTPRoute EgressNetwork'],
  ['consul.hashicorp.com', 'policy', true, '', 'ServiceIntentions ServiceDefaults ProxyDefaults Mesh ExportedServices PeeringAcceptor PeeringDialer SamenessGroup'],
  ['k8s.ovn.org', 'policy', true, '', 'EgressFirewall UserDefinedNetwork'],
  ['k8s.ovn.org', 'policy', false, '', 'ClusterUserDefinedNetwork AdminPolicyBasedExternalRoute EgressIP'],
  ['kubeovn.io', 'cluster', false, '', 'Subnet Vpc'],
  ['network.openshift.io', 'policy', true, '', 'EgressNetworkPolicy'],
  ['network.openshift.io', 'cluster', false, '', 'NetNamespace'],
  ['config.openshift.io', 'cluster', false, '', 'Network'],
  ['operator.openshift.io', 'cluster', false, '', 'Network'],
  ['k8s.cni.cncf.io', 'policy', true, '', 'MultiNetworkPolicy NetworkAttachmentDefinition'],
  ['networking.k8s.aws', 'policy', true, '', 'ApplicationNetworkPolicy PolicyEndpoint'],
  ['networking.k8s.aws', 'policy', false, '', 'ClusterNetworkPolicy ClusterPolicyEndpoint'],
  ['vpcresources.k8s.aws', 'policy', true, '', 'SecurityGroupPolicy'],
  ['eks.amazonaws.com', 'cluster', false, '', 'NodeClass'],
  ['networking.gke.io', 'policy', true, '', 'FQDNNetworkPolicy'],
]; // prettier-ignore

/** Doors from outside and other clusters (semantics 08 and 09), and workloads of extensions. */
const DOORS: readonly KindRow[] = [
  ['kubevirt.io', 'workload', true, '', 'VirtualMachine VirtualMachineInstance'],
  ['argoproj.io', 'workload', true, '', 'Rollout'],
  ['apps.openshift.io', 'workload', true, '', 'DeploymentConfig'],
  ['gateway.networking.k8s.io', 'entry', true, '', 'Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant ListenerSet'],
  ['gateway.networking.x-k8s.io', 'entry', true, '', 'XListenerSet'],
  ['gateway.networking.k8s.io', 'cluster', false, '', 'GatewayClass'],
  ['route.openshift.io', 'entry', true, '', 'Route'],
  ['traefik.io', 'entry', true, '', 'IngressRoute IngressRouteTCP IngressRouteUDP'],
  ['traefik.containo.us', 'entry', true, '', 'IngressRoute IngressRouteTCP IngressRouteUDP'],
  ['projectcontour.io', 'entry', true, '', 'HTTPProxy'],
  ['elbv2.k8s.aws', 'entry', true, '', 'TargetGroupBinding'],
  ['metallb.io', 'cluster', true, '', 'IPAddressPool'],
  ['multicluster.x-k8s.io', 'entry', true, '', 'ServiceExport ServiceImport'],
  ['net.gke.io', 'entry', true, '', 'ServiceExport ServiceImport'],
  ['multicluster.linkerd.io', 'cluster', true, '', 'Link'],
  ['submariner.io', 'cluster', true, '', 'Cluster Endpoint Gateway GlobalEgressIP GlobalIngressIP Submariner Broker ServiceDiscovery'],
  ['submariner.io', 'cluster', false, '', 'ClusterGlobalEgressIP'],
  ['multicluster.crd.antrea.io', 'cluster', true, '', 'ClusterSet Gateway ClusterInfoImport ResourceExport ResourceImport MemberClusterAnnounce'],
  ['multicluster.crd.antrea.io', 'cluster', false, '', 'LabelIdentity'],
  ['skupper.io', 'cluster', true, '', 'Site Link Listener Connector'],
  ['core.liqo.io', 'other', false, '', 'ForeignCluster'],
  ['offloading.liqo.io', 'other', true, '', 'NamespaceOffloading'],
  ['cluster.x-k8s.io', 'other', true, '', 'Cluster'],
  ['cluster.open-cluster-management.io', 'other', false, '', 'ManagedCluster'],
  ['cluster.karmada.io', 'other', false, '', 'Cluster'],
  ['hub.gke.io', 'other', false, '', 'Membership'],
  ['kilo.squat.ai', 'other', false, '', 'Peer'],
]; // prettier-ignore

/** Every kind Fenceline knows, with what it does with it. */
export const KNOWN_KIND_ROWS: readonly KindRow[] = [...BUILT_IN, ...NETWORKS, ...DOORS];
