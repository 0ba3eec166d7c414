import type { CollectionState } from './coverage.js';
import type { Diagnostic } from './diagnostic.js';
import type { PodGroup } from './pod-group.js';
import type { ObjectRef, RawObject } from './raw-object.js';
import type { CniProfileId, SnapshotFacts } from './snapshot-facts.js';

/** A namespace with its labels; `kubernetes.io/metadata.name` is always among them. */
export interface NamespaceModel {
  readonly name: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  /** True when no Namespace object was in the input and it was made up from the objects inside it. */
  readonly synthetic: boolean;
}

/** Pods of one controller: the unit findings talk about. Invariant: `groups` is not empty and sorted. */
export interface Workload {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
  /** Indexes into `NetworkModel.groups`. */
  readonly groups: readonly number[];
}

/** A Service and the pods behind it. */
export interface ServiceModel {
  readonly ref: ObjectRef;
  readonly namespace: string;
  readonly name: string;
  readonly type: 'ClusterIP' | 'NodePort' | 'LoadBalancer' | 'ExternalName' | 'Headless';
  readonly labels: ReadonlyMap<string, string>;
  readonly annotations: ReadonlyMap<string, string>;
  readonly selector: ReadonlyMap<string, string> | null;
  readonly ports: readonly ServicePortModel[];
  readonly sourceRanges: readonly string[];
  readonly externalIPs: readonly string[];
  readonly externalTrafficPolicy: 'Cluster' | 'Local';
  /** Groups the selector (or hand-made EndpointSlices) selects. */
  readonly groups: readonly number[];
}

/** One port of a Service. `targets` resolves targetPort for each backing group (named ports differ by pod). */
export interface ServicePortModel {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly nodePort?: number;
  readonly targets: readonly EntryTarget[];
}

/** Where traffic of an entry point or service port arrives. */
export interface EntryTarget {
  readonly group: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  /** True when the pod declares this container port. */
  readonly declared: boolean;
}

/**
 * A door from outside the cluster (or from the node network) to pods: what exists, before any policy is asked.
 */
export interface EntryPoint {
  readonly source: ObjectRef;
  readonly type: 'ingress' | 'gateway' | 'load-balancer' | 'node-port' | 'host-port' | 'external-ip';
  readonly namespace: string;
  /** Service the traffic passes, when one does. */
  readonly service?: string;
  /** Port outside: listener, nodePort or hostPort. */
  readonly port: number;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly hosts: readonly string[];
  readonly tls: boolean;
  /** `internal` when an annotation or class says so; `public` otherwise. */
  readonly scope: 'public' | 'internal';
  /** Why `scope` is an assumption; absent when an annotation, a class or an address shows it. */
  readonly scopeDoubt?: string;
  /** Why it is not certain that the door exists or leads there; absent when it surely does. */
  readonly doubt?: string;
  /** Pods that carry its traffic when its class names them; absent when any proxy, or none in the cluster, may. */
  readonly proxies?: readonly number[];
  /** CIDRs allowed to connect; empty = everyone. */
  readonly sourceRanges: readonly string[];
  /** Why `sourceRanges` may not be enforced; absent when whatever stands in front enforces them. */
  readonly rangesDoubt?: string;
  /** True when the pod sees a proxy or node address instead of the client's (L7 proxies, externalTrafficPolicy=Cluster). */
  readonly sourceHidden: boolean;
  readonly targets: readonly EntryTarget[];
}

/** A node as far as networking needs it. */
export interface NodeModel {
  readonly name: string;
  readonly addresses: readonly string[];
  readonly podCIDRs: readonly string[];
  readonly providerID: string;
  readonly labels: ReadonlyMap<string, string>;
  readonly taints: readonly { readonly key: string; readonly value: string; readonly effect: string }[];
}

/** What is known of the network plugin (semantics 07). */
export interface CniFacts {
  readonly profile: CniProfileId | 'unknown';
  /** Does it enforce networking.k8s.io/v1 NetworkPolicy? */
  readonly enforced: 'yes' | 'no' | 'unknown';
  /** What says so: a DaemonSet image, a configuration key, or an assumption. */
  readonly evidence: string;
  /** True when nothing in the input shows the CNI and `conformant` was assumed (offline input). */
  readonly assumed: boolean;
  /** Version of the deciding engine from its image tag, e.g. `3.29.1`; absent when no tag shows one. */
  readonly version?: string;
  /** Every engine that runs, the deciding one first. When several enforce, traffic must pass all of them. */
  readonly engines?: readonly CniEngine[];
  /** Documented switches of the deciding engine: keys of its ConfigMap, flags and variables of its agent. */
  readonly switches?: ReadonlyMap<string, string>;
  /**
   * Nodes on which no deciding engine is known to be ready, each with the reason: policies may not hold for pods there
   * (semantics 07 §1.4). Empty or absent when every node is covered or readiness is not visible (manifests).
   */
  readonly uncoveredNodes?: ReadonlyMap<string, string>;
}

/** One network plugin or policy engine that runs in the cluster. */
export interface CniEngine {
  readonly profile: CniProfileId | 'unknown';
  readonly title: string;
  readonly version?: string;
  readonly enforced: 'yes' | 'no' | 'unknown';
  /** What its enforcement rests on; empty when it enforces by merely running. */
  readonly because: string;
}

/**
 * One cluster at one moment, normalised: what exists, before policies are evaluated.
 * Invariant: arrays are sorted and indexes stable for equal input, so equal snapshots give equal bytes.
 */
export interface NetworkModel {
  readonly facts: SnapshotFacts;
  readonly namespaces: ReadonlyMap<string, NamespaceModel>;
  /** Sorted by namespace, owner kind, owner name, labels; the index is the group's id everywhere. */
  readonly groups: readonly PodGroup[];
  /** Sorted by namespace, name, kind. */
  readonly workloads: readonly Workload[];
  /** Group index → workload index. */
  readonly workloadOf: Int32Array;
  readonly services: readonly ServiceModel[];
  readonly entryPoints: readonly EntryPoint[];
  readonly nodes: readonly NodeModel[];
  readonly cni: CniFacts;
  /** Objects of every kind, by `group/Kind`; dialects read their policies here. */
  readonly objects: ReadonlyMap<string, readonly RawObject[]>;
  /** `group/Kind` → how its collection ended; a kind that is absent was never asked for. */
  readonly coverage: ReadonlyMap<string, CollectionState>;
  readonly diagnostics: readonly Diagnostic[];
}
