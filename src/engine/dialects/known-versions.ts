import type { Diagnostic } from '../model/diagnostic.js';
import { refOf, type RawObject } from '../model/raw-object.js';
import { DIRECTIONS, type Doubt } from './policy.js';

/** Versions whose meaning is on record, for API groups whose dialects take any object of a kind. */
const VERSIONS: ReadonlyMap<string, readonly string[]> = new Map([
  ['security.istio.io', ['v1', 'v1beta1']],
  ['networking.istio.io', ['v1', 'v1beta1', 'v1alpha3']],
  ['projectcalico.org', ['v3']],
  ['crd.projectcalico.org', ['v1']],
  ['crd.antrea.io', ['v1beta2', 'v1beta1', 'v1alpha3', 'v1alpha2', 'v1alpha1']],
  ['k8s.cni.cncf.io', ['v1', 'v1beta1', 'v1beta2']],
]);

/** An object of a version nobody has described: what it may do, and the words about it. */
export interface UnknownVersion {
  readonly doubt: Doubt;
  readonly diagnostic: Diagnostic;
}

/** What an object's version leaves open; undefined when it is known, or its dialect judges versions itself. */
export function unknownVersion(object: RawObject, byMesh: boolean): UnknownVersion | undefined {
  const [group = '', version = ''] = object.apiVersion.split('/');
  const known = VERSIONS.get(group);
  if (known === undefined || known.includes(version)) return undefined;
  const ref = refOf(object);
  const { namespace } = object.metadata;
  const reason = `${object.kind} ${namespace === undefined ? '' : `${namespace}/`}${ref.name}: its apiVersion ${object.apiVersion} is not known; write ${group}/${known[0] ?? ''}`;
  return {
    doubt: {
      reason,
      object: ref,
      ...(namespace === undefined ? {} : { namespace }),
      directions: DIRECTIONS,
      closes: true,
      opens: !byMesh,
      externalOnly: false,
      ...(byMesh ? { byMesh } : {}),
    },
    diagnostic: {
      severity: 'error',
      code: 'POLICY.UNKNOWN_VERSION',
      message: reason,
      object: ref,
      field: 'apiVersion',
      ...(object.source === undefined ? {} : { source: object.source }),
    },
  };
}
