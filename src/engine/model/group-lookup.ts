import type { PodGroup } from './pod-group.js';

/** Finds groups by namespace and equality selector, by pod name and by address. */
export class GroupLookup {
  readonly #byNamespace = new Map<string, number[]>();
  #byPod: Map<string, number> | undefined;
  #byAddress: Map<string, number[]> | undefined;

  constructor(readonly groups: readonly PodGroup[]) {
    groups.forEach((group, index) => {
      const list = this.#byNamespace.get(group.namespace);
      if (list === undefined) this.#byNamespace.set(group.namespace, [index]);
      else list.push(index);
    });
  }

  /** Groups of a namespace that carry every label of the selector, ascending. An empty selector selects nothing, as in Services. */
  select(namespace: string, selector: ReadonlyMap<string, string>): readonly number[] {
    if (selector.size === 0) return [];
    return this.inNamespace(namespace).filter((index) => {
      const labels = this.groups[index]?.labels;
      if (labels === undefined) return false;
      for (const [key, value] of selector) if (!Object.hasOwn(labels, key) || labels[key] !== value) return false;
      return true;
    });
  }

  /** All groups of a namespace, ascending. */
  inNamespace(namespace: string): readonly number[] {
    return this.#byNamespace.get(namespace) ?? [];
  }

  /** The group of a pod; undefined when no such pod was observed. */
  ofPod(namespace: string, name: string): number | undefined {
    this.#byPod ??= new Map(
      this.groups.flatMap((group, index) =>
        group.members.map((pod): [string, number] => [`${group.namespace}\n${pod.name}`, index]),
      ),
    );
    return this.#byPod.get(`${namespace}\n${name}`);
  }

  /** Groups with a pod at this address: several when pods share their node's address. */
  atAddress(address: string): readonly number[] {
    this.#byAddress ??= this.#indexAddresses();
    return this.#byAddress.get(address) ?? [];
  }

  #indexAddresses(): Map<string, number[]> {
    const index = new Map<string, number[]>();
    this.groups.forEach((group, position) => {
      for (const ip of new Set(group.members.flatMap((pod) => pod.ips))) {
        const list = index.get(ip);
        if (list === undefined) index.set(ip, [position]);
        else list.push(position);
      }
    });
    return index;
  }
}
