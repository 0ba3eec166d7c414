import { namespaceOf } from './duplicate-objects.js';
import { asStringMap, byText } from './json-value.js';
import type { NamespaceModel } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';

/** The label every API server sets on every namespace. */
export const NAMESPACE_NAME_LABEL = 'kubernetes.io/metadata.name';

/**
 * Every namespace of the snapshot, sorted by name: those with a Namespace object, and made-up ones for pods and objects
 * whose namespace was not in the input. Both carry the name label the control plane would set.
 */
export function buildNamespaces(
  objects: readonly RawObject[],
  groups: readonly PodGroup[],
): ReadonlyMap<string, NamespaceModel> {
  const found = new Map<string, NamespaceModel>();
  for (const object of objects) {
    if (object.kind !== 'Namespace' || object.apiVersion !== 'v1') continue;
    found.set(object.metadata.name, namespaceModel(object.metadata.name, object));
  }
  const mentioned = [
    ...groups.map((group) => group.namespace),
    ...objects.flatMap((object) => namespaceOf(object) ?? []),
  ];
  for (const name of mentioned) {
    if (!found.has(name)) found.set(name, namespaceModel(name));
  }
  return new Map([...found.entries()].sort(([a], [b]) => byText(a, b)));
}

function namespaceModel(name: string, object?: RawObject): NamespaceModel {
  const labels = new Map(asStringMap(object?.metadata.labels));
  labels.set(NAMESPACE_NAME_LABEL, name);
  return { name, labels, annotations: asStringMap(object?.metadata.annotations), synthetic: object === undefined };
}
