import type { NetworkModel } from '#src/engine/model/network-model.js';
import { kindKey, type ObjectRef, type RawObject, refOf } from '#src/engine/model/raw-object.js';
import type { EvidenceObject } from './assessment.js';

/** An object as evidence, with the path of the field that matters. */
export function objectEvidence(object: RawObject, path?: string): EvidenceObject {
  const { uid, resourceVersion } = object.metadata;
  return {
    ...refOf(object),
    ...(uid === undefined ? {} : { uid }),
    ...(resourceVersion === undefined ? {} : { resourceVersion }),
    ...(path === undefined ? {} : { path }),
  };
}

/** The evidence of objects that are known by reference, each once, sorted; versions where the snapshot has them. */
export function referenceEvidence(model: NetworkModel, refs: readonly ObjectRef[]): EvidenceObject[] {
  const distinct = new Map(refs.map((ref) => [textOf(ref), ref]));
  return [...distinct.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([, ref]) => {
      const object = find(model.objects.get(kindKey(ref.apiVersion, ref.kind)) ?? [], ref);
      return object === undefined ? ref : objectEvidence(object);
    });
}

/** Objects of one kind by name; a snapshot's lists never change, so each is indexed once. */
const indexes = new WeakMap<readonly RawObject[], ReadonlyMap<string, RawObject>>();

function find(objects: readonly RawObject[], ref: ObjectRef): RawObject | undefined {
  let index = indexes.get(objects);
  if (index === undefined) {
    index = new Map(objects.map((object) => [`${object.metadata.namespace ?? ''}/${object.metadata.name}`, object]));
    indexes.set(objects, index);
  }
  return index.get(`${ref.namespace ?? ''}/${ref.name}`);
}

function textOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return [apiVersion, kind, namespace ?? '', name].join(' ');
}
