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
      const object = model.objects
        .get(kindKey(ref.apiVersion, ref.kind))
        ?.find(({ metadata }) => metadata.name === ref.name && metadata.namespace === ref.namespace);
      return object === undefined ? ref : objectEvidence(object);
    });
}

function textOf({ apiVersion, kind, namespace, name }: ObjectRef): string {
  return [apiVersion, kind, namespace ?? '', name].join(' ');
}
