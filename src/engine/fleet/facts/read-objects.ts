import { asText, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';

const NOTHING: readonly RawObject[] = [];

/** Objects of a kind, by `group/Kind`; none when the cluster has no such kind. */
export function objectsOf(model: NetworkModel, kind: string): readonly RawObject[] {
  return model.objects.get(kind) ?? NOTHING;
}

/** The ConfigMap of a name, in whatever namespace. */
export function configMap(model: NetworkModel, name: string): RawObject | undefined {
  return objectsOf(model, 'core/ConfigMap').find(({ metadata }) => metadata.name === name);
}

/** One entry of a ConfigMap's data. */
export function configValue(model: NetworkModel, name: string, key: string): string | undefined {
  return asText(memberAt(configMap(model, name), 'data', key));
}

/** The first text at one of several paths of an object; projects spell fields in more than one way. */
export function firstText(object: RawObject, ...paths: readonly (readonly string[])[]): string | undefined {
  for (const path of paths) {
    const text = asText(memberAt(object, ...path));
    if (text !== undefined) return text;
  }
  return undefined;
}
