import type { NetworkModel } from '../model/network-model.js';
import type { PodGroup } from '../model/pod-group.js';

const NO_GROUPS: readonly number[] = [];

/** Finds pod groups by namespace and by label without looking at every group. */
export class GroupIndex {
  readonly #byNamespace = new Map<string, number[]>();
  #postings: Map<string, Map<string, number[]>> | undefined;

  /** 1 for host-network groups, which stand for their node. */
  readonly isNode: Uint8Array;

  constructor(
    readonly groups: readonly PodGroup[],
    hostNetworkAsPods: boolean,
  ) {
    this.isNode = new Uint8Array(groups.length);
    for (const [id, group] of groups.entries()) {
      if (group.hostNetwork && !hostNetworkAsPods) this.isNode[id] = 1;
      const siblings = this.#byNamespace.get(group.namespace);
      if (siblings === undefined) this.#byNamespace.set(group.namespace, [id]);
      else siblings.push(id);
    }
  }

  static of(model: NetworkModel, hostNetworkAsPods: boolean): GroupIndex {
    return new GroupIndex(model.groups, hostNetworkAsPods);
  }

  /** Namespaces that have pods, in order of their first group. */
  get namespaces(): Iterable<string> {
    return this.#byNamespace.keys();
  }

  /** A group by what doubts are filed under. */
  identityOf(id: number): { readonly id: number; readonly namespace: string; readonly isNode: boolean } {
    return { id, namespace: this.groups[id]?.namespace ?? '', isNode: this.isNode[id] === 1 };
  }

  /** Ascending ids of the groups in a namespace. */
  inNamespace(namespace: string): readonly number[] {
    return this.#byNamespace.get(namespace) ?? NO_GROUPS;
  }

  /** Ascending ids of the groups that carry a label. */
  withLabel(key: string, value: string): readonly number[] {
    return this.#labels().get(key)?.get(value) ?? NO_GROUPS;
  }

  #labels(): Map<string, Map<string, number[]>> {
    if (this.#postings !== undefined) return this.#postings;
    const postings = new Map<string, Map<string, number[]>>();
    for (const [id, group] of this.groups.entries()) {
      for (const key of Object.keys(group.labels)) {
        const value = group.labels[key] ?? '';
        let byValue = postings.get(key);
        if (byValue === undefined) postings.set(key, (byValue = new Map<string, number[]>()));
        const list = byValue.get(value);
        if (list === undefined) byValue.set(value, [id]);
        else list.push(id);
      }
    }
    return (this.#postings = postings);
  }
}
