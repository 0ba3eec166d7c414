import { KNOWN_KINDS } from './known-kinds.js';
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
  const free = new Set<string>(VOLATILE);
  for (const object of objects) {
    if (free.size === 0) break;
    if (!mayselect(object)) continue;
    const { metadata: _identity, status: _observed, source: _where, ...body } = object;
    removeMentioned(body, free);
  }
  return free;
}

function mayselect(object: RawObject): boolean {
  const known = KNOWN_KINDS.get(kindKey(object.apiVersion, object.kind));
  if (known === undefined) return true;
  return known.role === 'policy' || known.role === 'entry';
}

/** Walks with its own stack, so that no nesting depth can exhaust the call stack. */
function removeMentioned(root: unknown, free: Set<string>): void {
  const stack: unknown[] = [root];
  for (let value = stack.pop(); value !== undefined || stack.length > 0; value = stack.pop()) {
    if (typeof value === 'string') removeFrom(value, free);
    else if (Array.isArray(value)) {
      for (const item of value as readonly unknown[]) stack.push(item);
    } else if (typeof value === 'object' && value !== null) {
      for (const [key, item] of Object.entries(value)) {
        removeFrom(key, free);
        stack.push(item);
      }
    }
  }
}

function removeFrom(text: string, free: Set<string>): void {
  if (!/hash|pod-template|pod-name|pod-index|controller-uid|job-/.test(text)) return;
  for (const label of free) if (text.includes(label)) free.delete(label);
}
