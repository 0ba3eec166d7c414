/** What Fenceline does with a kind. */
export type KindRole =
  /** Becomes pod groups. */
  | 'workload'
  /** Decides who may talk to whom. */
  | 'policy'
  /** Carries traffic in from outside, or names pods: services, ingresses, gateways, routes. */
  | 'entry'
  /** Describes the cluster: namespaces, nodes, configuration of the network plugin. */
  | 'cluster'
  /** Known to exist, without meaning for segmentation. */
  | 'other';

/** A kind in one API group. */
export interface KnownKind {
  readonly group: string;
  readonly kind: string;
  readonly role: KindRole;
  readonly namespaced: boolean;
  /** Versions an API server of a supported release serves; empty when any version is taken. */
  readonly versions: readonly string[];
}

const rows: readonly (readonly [
  group: string,
  role: KindRole,
  namespaced: boolean,
  versions: string,
  kinds: string,
])[] = [
  ['core', 'workload', true, 'v1', 'Pod ReplicationController'],
  ['core', 'entry', true, 'v1', 'Service Endpoints'],
  ['core', 'cluster', false, 'v1', 'Namespace Node'],
  ['core', 'cluster', true, 'v1', 'ConfigMap'],
  [
    'core',
    'other',
    true,
    'v1',
    'Secret ServiceAccount PersistentVolumeClaim Event LimitRange ResourceQuota PodTemplate Binding',
  ],
  ['core', 'other', false, 'v1', 'PersistentVolume ComponentStatus'],
  ['apps', 'workload', true, 'v1', 'Deployment ReplicaSet StatefulSet DaemonSet'],
  ['apps', 'other', true, 'v1', 'ControllerRevision'],
  ['batch', 'workload', true, 'v1', 'Job CronJob'],
  ['kubevirt.io', 'workload', true, '', 'VirtualMachine VirtualMachineInstance'],
  ['argoproj.io', 'workload', true, '', 'Rollout'],
  ['apps.openshift.io', 'workload', true, '', 'DeploymentConfig'],
  ['discovery.k8s.io', 'entry', true, 'v1', 'EndpointSlice'],
  ['networking.k8s.io', 'policy', true, 'v1', 'NetworkPolicy'],
  ['networking.k8s.io', 'entry', true, 'v1', 'Ingress'],
  ['networking.k8s.io', 'cluster', false, 'v1', 'IngressClass'],
  [
    'gateway.networking.k8s.io',
    'entry',
    true,
    '',
    'Gateway HTTPRoute GRPCRoute TCPRoute TLSRoute UDPRoute ReferenceGrant ListenerSet',
  ],
  ['gateway.networking.k8s.io', 'cluster', false, '', 'GatewayClass'],
  ['route.openshift.io', 'entry', true, '', 'Route'],
  [
    'policy.networking.k8s.io',
    'policy',
    false,
    '',
    'AdminNetworkPolicy BaselineAdminNetworkPolicy ClusterNetworkPolicy',
  ],
  [
    'projectcalico.org',
    'policy',
    true,
    '',
    'NetworkPolicy StagedNetworkPolicy StagedKubernetesNetworkPolicy NetworkSet WorkloadEndpoint',
  ],
  [
    'projectcalico.org',
    'policy',
    false,
    '',
    'GlobalNetworkPolicy StagedGlobalNetworkPolicy GlobalNetworkSet Tier HostEndpoint Profile',
  ],
  [
    'projectcalico.org',
    'cluster',
    false,
    '',
    'FelixConfiguration BGPConfiguration IPPool ClusterInformation KubeControllersConfiguration',
  ],
  [
    'crd.projectcalico.org',
    'policy',
    true,
    '',
    'NetworkPolicy StagedNetworkPolicy StagedKubernetesNetworkPolicy NetworkSet',
  ],
  [
    'crd.projectcalico.org',
    'policy',
    false,
    '',
    'GlobalNetworkPolicy StagedGlobalNetworkPolicy GlobalNetworkSet Tier HostEndpoint',
  ],
  ['crd.projectcalico.org', 'cluster', false, '', 'FelixConfiguration BGPConfiguration IPPool ClusterInformation'],
  ['operator.tigera.io', 'cluster', false, '', 'Installation'],
  ['cilium.io', 'policy', true, '', 'CiliumNetworkPolicy'],
  ['cilium.io', 'policy', false, '', 'CiliumClusterwideNetworkPolicy CiliumCIDRGroup'],
  ['cilium.io', 'cluster', false, '', 'CiliumNode CiliumIdentity CiliumLoadBalancerIPPool'],
  ['cilium.io', 'other', true, '', 'CiliumEndpoint CiliumEnvoyConfig'],
  ['crd.antrea.io', 'policy', true, '', 'NetworkPolicy'],
  ['crd.antrea.io', 'policy', false, '', 'ClusterNetworkPolicy Tier ClusterGroup'],
  ['security.istio.io', 'policy', true, '', 'AuthorizationPolicy PeerAuthentication RequestAuthentication'],
  ['networking.istio.io', 'policy', true, '', 'Sidecar'],
  ['networking.istio.io', 'entry', true, '', 'Gateway VirtualService DestinationRule ServiceEntry WorkloadEntry'],
  [
    'policy.linkerd.io',
    'policy',
    true,
    '',
    'Server ServerAuthorization AuthorizationPolicy MeshTLSAuthentication NetworkAuthentication HTTPRoute',
  ],
  ['consul.hashicorp.com', 'policy', true, '', 'ServiceIntentions'],
  ['k8s.ovn.org', 'policy', true, '', 'EgressFirewall UserDefinedNetwork'],
  ['k8s.ovn.org', 'policy', false, '', 'ClusterUserDefinedNetwork'],
  ['network.openshift.io', 'policy', true, '', 'EgressNetworkPolicy'],
  ['k8s.cni.cncf.io', 'policy', true, '', 'MultiNetworkPolicy NetworkAttachmentDefinition'],
  ['networking.k8s.aws', 'policy', true, '', 'ApplicationNetworkPolicy PolicyEndpoint'],
  ['networking.k8s.aws', 'policy', false, '', 'ClusterNetworkPolicy'],
  ['vpcresources.k8s.aws', 'policy', true, '', 'SecurityGroupPolicy'],
  ['networking.gke.io', 'policy', true, '', 'FQDNNetworkPolicy'],
  ['elbv2.k8s.aws', 'entry', true, '', 'TargetGroupBinding'],
  ['multicluster.x-k8s.io', 'entry', true, '', 'ServiceExport ServiceImport'],
  ['rbac.authorization.k8s.io', 'other', true, 'v1', 'Role RoleBinding'],
  ['rbac.authorization.k8s.io', 'other', false, 'v1', 'ClusterRole ClusterRoleBinding'],
  ['autoscaling', 'other', true, '', 'HorizontalPodAutoscaler'],
  ['policy', 'other', true, '', 'PodDisruptionBudget'],
  ['policy', 'other', false, '', 'PodSecurityPolicy'],
  ['apiextensions.k8s.io', 'other', false, '', 'CustomResourceDefinition'],
  ['storage.k8s.io', 'other', false, '', 'StorageClass CSIDriver'],
  ['scheduling.k8s.io', 'other', false, '', 'PriorityClass'],
  ['coordination.k8s.io', 'other', true, '', 'Lease'],
  [
    'admissionregistration.k8s.io',
    'other',
    false,
    '',
    'ValidatingWebhookConfiguration MutatingWebhookConfiguration ValidatingAdmissionPolicy ValidatingAdmissionPolicyBinding',
  ],
  ['apiregistration.k8s.io', 'other', false, '', 'APIService'],
];

/** Every kind Fenceline knows, by `group/Kind`. */
export const KNOWN_KINDS: ReadonlyMap<string, KnownKind> = new Map(
  rows.flatMap(([group, role, namespaced, versions, kinds]) =>
    kinds
      .split(' ')
      .map((kind): [string, KnownKind] => [
        `${group}/${kind}`,
        { group, kind, role, namespaced, versions: versions === '' ? [] : versions.split(' ') },
      ]),
  ),
);

/** Groups older releases served some kinds in, with the group that serves them now. */
const MOVED: ReadonlyMap<string, string> = new Map([
  ['extensions/Deployment', 'apps'],
  ['extensions/DaemonSet', 'apps'],
  ['extensions/ReplicaSet', 'apps'],
  ['extensions/Ingress', 'networking.k8s.io'],
  ['extensions/NetworkPolicy', 'networking.k8s.io'],
  ['extensions/PodSecurityPolicy', 'policy'],
]);

/** The kind as its present group has it, when a manifest still names the group it lived in before. */
export function movedKind(key: string): KnownKind | undefined {
  const group = MOVED.get(key);
  return group === undefined ? undefined : KNOWN_KINDS.get(`${group}/${key.slice(key.indexOf('/') + 1)}`);
}

/** Kinds with this name in any group; used to suggest the right apiVersion. */
export function kindsNamed(kind: string): readonly KnownKind[] {
  return [...KNOWN_KINDS.values()].filter((known) => known.kind === kind);
}

function spellings(kind: string): string[] {
  return [kind, `${kind}s`, kind.replace(/y$/, 'ies'), kind.replace(/s$/, 'ses')];
}

/** The kind whose name differs from this one only in upper and lower case, or in being a plural. */
export function kindLike(kind: string): KnownKind | undefined {
  const plain = kind.toLowerCase();
  return [...KNOWN_KINDS.values()].find(
    ({ kind: known }) => known !== kind && spellings(known.toLowerCase()).includes(plain),
  );
}

/**
 * A custom resource nobody taught Fenceline whose name says that it restricts traffic. Policies of gateways about
 * retries, timeouts or logins (`BackendTrafficPolicy`, `SecurityPolicy`) do not decide who is reachable.
 */
export function looksLikePolicy(kind: string): boolean {
  return /NetworkPolic(?:y|ies)|(?:Authorization|Egress|Ingress|Firewall|Isolation)Policy$|TrafficPermission$|Firewall(?:Rule)?$/i.test(
    kind,
  );
}
