import { KNOWN_KINDS } from './known-kinds.js';
import { mentionedIn } from './mentioned-keys.js';
import { kindKey, type RawObject } from './raw-object.js';

/** Labels controllers add that differ from pod to pod or from rollout to rollout. */
const VOLATILE = [
  'pod-template-hash',
  'rollouts-pod-template-hash',
  'controller-revision-hash',
  'pod-template-generation',
  'statefulset.kubernetes.io/pod-name',
  'apps.kubernetes.io/pod-index',
  'batch.kubernetes.io/controller-uid',
  'controller-uid',
  'batch.kubernetes.io/job-name',
  'job-name',
  'batch.kubernetes.io/job-completion-index',
] as const;

/**
 * The volatile labels that may be left out of pod groups without changing any answer: those that nothing in the
 * snapshot mentions (storage 1c). Every object that is not itself a workload is searched, in keys and in texts, so
 * selectors of kinds Fenceline does not understand count too; a mention in passing only costs a finer grouping.
 */
export function strippableLabels(objects: readonly RawObject[]): ReadonlySet<string> {
  const all = new Set<string>(VOLATILE);
  const mentioned = mentionedIn(objects.filter(maySelect), all);
  return new Set([...all].filter((label) => !mentioned.has(label)));
}

function maySelect(object: RawObject): boolean {
  const known = KNOWN_KINDS.get(kindKey(object.apiVersion, object.kind));
  if (known === undefined) return true;
  return known.role === 'policy' || known.role === 'entry';
}
