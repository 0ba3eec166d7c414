import type { RawObject } from '../../model/raw-object.js';
import type { ProblemList } from '../problem-list.js';

/** Releases of policy.linkerd.io whose meaning is known, by kind. */
const KNOWN: ReadonlyMap<string, readonly string[]> = new Map([
  ['Server', ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3']],
  ['ServerAuthorization', ['v1alpha1', 'v1beta1']],
  ['AuthorizationPolicy', ['v1alpha1']],
  ['MeshTLSAuthentication', ['v1alpha1']],
  ['NetworkAuthentication', ['v1alpha1']],
  ['HTTPRoute', ['v1alpha1', 'v1beta1', 'v1beta2', 'v1beta3']],
]);

/** Is the object of a known version? If not, that is reported and nothing in it counts. */
export function isKnownVersion({ apiVersion, kind }: RawObject, problems: ProblemList): boolean {
  const version = apiVersion.slice(apiVersion.indexOf('/') + 1);
  const known = KNOWN.get(kind) ?? [];
  if (known.includes(version)) return true;
  problems.error('POLICY.UNKNOWN_VERSION', 'apiVersion', `${apiVersion} is not a known version of ${kind}; known are ${known.join(', ')}`);
  return false;
} // prettier-ignore
