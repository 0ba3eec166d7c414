import type { KindCoverage } from './coverage.js';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';

/** Capability profile of the CNI (semantics: what the dataplane really enforces). */
export type CniProfileId =
  | 'conformant'
  | 'calico'
  | 'cilium'
  | 'antrea'
  | 'ovn-kubernetes'
  | 'aws-vpc'
  | 'azure'
  | 'gke-dataplane-v2'
  | 'kube-router'
  | 'weave'
  | 'flannel'
  | 'kindnet'
  | 'kube-ovn'
  | 'none';

/**
 * Everything the engine may know about one cluster at one moment: the whole input of every question.
 * JSON in, JSON out: it is what collection produces, what the store rebuilds and what a worker thread receives.
 */
export interface SnapshotFacts {
  readonly cluster: {
    readonly name: string;
    /** UID of the kube-system namespace. */
    readonly uid?: string;
    /** Kubernetes version, e.g. `v1.33.2`. */
    readonly version?: string;
  };
  /** RFC 3339 time the collection ended. */
  readonly observedAt: string;
  /** Every object but pods, sorted by kind, namespace, name. */
  readonly objects: readonly RawObject[];
  readonly podGroups: readonly PodGroup[];
  /** One entry for each kind that was asked for; empty for offline input, where every kind counts as read. */
  readonly coverage: readonly KindCoverage[];
  /** `live`: collected from an API server. `offline`: manifests, where pods are templates and the CNI is rarely visible. */
  readonly origin: 'live' | 'offline';
  /** Chosen by a person; otherwise the profile is recognised from DaemonSets and configuration. */
  readonly cni?: CniProfileId;
}
