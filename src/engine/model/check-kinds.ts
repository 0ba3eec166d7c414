import type { Diagnostic } from './diagnostic.js';
import { KNOWN_KINDS, kindLike, kindsNamed, looksLikePolicy } from './known-kinds.js';
import { type RawObject, refOf } from './raw-object.js';

/**
 * Says which objects are not understood: policies of kinds nobody knows one by one, because they may open or close
 * anything, and other kinds in one line each.
 */
export function checkKinds(byKind: ReadonlyMap<string, readonly RawObject[]>): Diagnostic[] {
  return [...byKind.entries()].flatMap(([key, objects]): Diagnostic[] => {
    if (KNOWN_KINDS.has(key)) return [];
    const kind = key.slice(key.indexOf('/') + 1);
    if (looksLikePolicy(kind)) return isMistake(key, kind) ? [] : objects.map(unknownPolicy);
    return [unused(key, objects)];
  });
}

/** Kubernetes' own groups hold no custom resource: the reader has already named the mistake in apiVersion or kind. */
function isMistake(key: string, kind: string): boolean {
  const group = key.slice(0, key.indexOf('/'));
  const isBuiltIn = !group.includes('.') || group.endsWith('.k8s.io');
  return isBuiltIn && (kindsNamed(kind).length > 0 || kindLike(kind) !== undefined);
}

function unknownPolicy(policy: RawObject): Diagnostic {
  return {
    severity: 'warning',
    code: 'POLICY.UNKNOWN_KIND',
    message: `${policy.apiVersion} ${policy.kind} is a policy language Fenceline does not know; answers it could touch are unknown`,
    object: refOf(policy),
    field: 'kind',
    ...(policy.source === undefined ? {} : { source: policy.source }),
  };
}

function unused(key: string, objects: readonly RawObject[]): Diagnostic {
  const [first] = objects;
  const many = objects.length === 1 ? '1 object' : `${String(objects.length)} objects`;
  return {
    severity: 'info',
    code: 'OBJECT.UNKNOWN_KIND',
    message: `${many} of kind ${key} left out: the kind says nothing about segmentation that Fenceline knows of`,
    ...(first === undefined ? {} : { object: refOf(first) }),
    ...(first?.source === undefined ? {} : { source: first.source }),
  };
}
