/** A port a container declares (Container.ports[]). */
export interface ContainerPort {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly hostPort?: number;
  readonly hostIP?: string;
}

/** One running pod of a group; offline templates have synthetic members without addresses. */
export interface PodMember {
  readonly name: string;
  readonly ips: readonly string[];
  readonly node?: string;
}

/**
 * Pods that no policy can tell apart: same namespace, top owner, labels, service account, host network and ports.
 * Invariant: replicas never create a second group, so counts never change a verdict.
 */
export interface PodGroup {
  readonly namespace: string;
  /** Top controller after ReplicaSet and Job are resolved; a bare pod owns itself with kind `Pod`. */
  readonly owner: { readonly kind: string; readonly name: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly serviceAccount: string;
  readonly hostNetwork: boolean;
  readonly ports: readonly ContainerPort[];
  /** Container images, sorted; used to recognise management interfaces and data stores. */
  readonly images: readonly string[];
  /** `automountServiceAccountToken` of the pod; null when the pod does not say. */
  readonly automountToken: boolean | null;
  /** Annotations that decide networking (CNI, mesh, vcluster), sorted by key. */
  readonly annotations: Readonly<Record<string, string>>;
  /** Mesh proxies among the containers (`istio-proxy`, `linkerd-proxy`, `consul-dataplane`), sorted; absent when none. */
  readonly proxies?: readonly string[];
  readonly members: readonly PodMember[];
  /** True when the group comes from a workload's pod template rather than from observed pods. */
  readonly fromTemplate: boolean;
}
