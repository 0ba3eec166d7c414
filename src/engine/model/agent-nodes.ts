import { namespaceOf } from './duplicate-objects.js';
import { asList, asRecord, asText, byText, member } from './json-value.js';
import type { PodObservation } from './group-builder.js';
import type { RawObject } from './raw-object.js';

/**
 * On which nodes the pods of DaemonSets do not work. Pods of one group cannot be told apart later, so the fact goes to
 * the DaemonSet itself, as `status.unreadyNodes` (semantics 07 §1.4).
 */
export class AgentNodes {
  readonly #ready = new Map<string, Set<string>>();
  readonly #unready = new Map<string, Set<string>>();

  /** Notes where one pod of a DaemonSet runs. */
  add(pod: RawObject, { namespace, owner, members }: PodObservation): void {
    const nodes = isReady(pod) ? this.#ready : this.#unready;
    const key = keyOf(namespace, owner.name);
    const known = nodes.get(key) ?? new Set<string>();
    nodes.set(key, known);
    for (const { node } of members) if (node !== undefined) known.add(node);
  }

  /** The DaemonSet with the nodes where it has only pods that are not ready; unchanged when there are none. */
  annotate(daemonSet: RawObject): RawObject {
    const key = keyOf(namespaceOf(daemonSet) ?? 'default', daemonSet.metadata.name);
    const ready = this.#ready.get(key);
    const nodes = [...(this.#unready.get(key) ?? [])].filter((node) => ready?.has(node) !== true);
    if (nodes.length === 0) return daemonSet;
    return { ...daemonSet, status: { ...asRecord(daemonSet.status), unreadyNodes: nodes.sort(byText) } };
  }
}

/** Not ready: finished, still starting, or failing its probe. A pod without a status, as in a manifest, counts as ready. */
function isReady(pod: RawObject): boolean {
  const phase = asText(member(pod.status, 'phase'));
  if (phase !== undefined && phase !== 'Running') return false;
  return asList(member(pod.status, 'conditions')).every(
    (item) => member(item, 'type') !== 'Ready' || member(item, 'status') === 'True',
  );
}

function keyOf(namespace: string, name: string): string {
  return `${namespace}\n${name}`;
}
