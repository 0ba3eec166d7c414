import type { NamespaceModel, NetworkModel, Workload } from '../../model/network-model.js';
import { mentionedIn } from '../../model/mentioned-keys.js';
import type { PodGroup } from '../../model/pod-group.js';

/** The label in which network plugins write the cluster of an identity (semantics 09 §3.1). */
export const CLUSTER_LABEL = 'io.cilium.k8s.policy.cluster';
/** Marks groups of another cluster for languages that know entities of the local cluster. */
const REMOTE_LABEL = 'fenceline.io/remote-cluster';

/** A model in which the pods of another cluster can be asked about as labelled pods. */
export interface JointModel {
  readonly model: NetworkModel;
  /** Position of a group of the other cluster in the joint model. */
  remote(group: number): number;
  /**
   * Namespaces of both clusters whose labels differ in something a policy mentions: the model has one set of labels
   * for both, so what it says about remote pods there is not certain.
   */
  readonly contested: ReadonlySet<string>;
}

/**
 * A copy of a model with the pod groups of another cluster as further groups of their namespaces, each group labelled
 * with its cluster. Positions of the local groups stay; nothing but questions about the federation should use it.
 */
export function withRemoteGroups(
  local: NetworkModel,
  other: NetworkModel,
  labels: { readonly local: string; readonly remote: string },
): JointModel {
  const remotes = other.groups.map((group): PodGroup => ({
    ...group,
    labels: { ...group.labels, [CLUSTER_LABEL]: labels.remote, [REMOTE_LABEL]: labels.remote },
    // An address of the other cluster says nothing about who is behind it here, and a node is none of this cluster's.
    members: group.members.map(({ name }) => ({ name: `${labels.remote}/${name}`, ips: [] })),
  }));
  const first = local.groups.length;
  const locals = local.groups.map((group) => ({
    ...group,
    labels: { ...group.labels, [CLUSTER_LABEL]: labels.local },
  }));
  const workloads: Workload[] = other.workloads.map((workload) => ({
    ...workload,
    groups: workload.groups.map((group) => group + first),
  }));
  const workloadOf = new Int32Array(first + remotes.length);
  workloadOf.set(local.workloadOf);
  other.workloadOf.forEach((workload, group) => {
    workloadOf[first + group] = workload + local.workloads.length;
  });
  return {
    model: {
      ...local,
      namespaces: new Map([...other.namespaces, ...local.namespaces]),
      groups: [...locals, ...remotes],
      workloads: [...local.workloads, ...workloads],
      workloadOf,
    },
    remote: (group) => group + first,
    contested: contestedNamespaces(local, other),
  };
}

function contestedNamespaces(local: NetworkModel, other: NetworkModel): ReadonlySet<string> {
  const differing = new Map<string, readonly string[]>();
  for (const [name, namespace] of other.namespaces) {
    const own = local.namespaces.get(name);
    if (own !== undefined) differing.set(name, differences(own, namespace));
  }
  const keys = new Set([...differing.values()].flat());
  if (keys.size === 0) return new Set();
  const mentioned = mentionedIn([...local.objects.values()].flat(), keys);
  return new Set([...differing].flatMap(([name, own]) => (own.some((key) => mentioned.has(key)) ? [name] : [])));
}

function differences(a: NamespaceModel, b: NamespaceModel): string[] {
  return [...new Set([...a.labels.keys(), ...b.labels.keys()])].filter(
    (key) => a.labels.get(key) !== b.labels.get(key),
  );
}
