import type { PodSelection } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { choose, foundInstead } from './choice.js';
import { lowerNamespaces, lowerPods } from './lower-pods.js';

const MEMBERS = ['namespaces', 'pods'];

/** Whom a policy selects; null after its problem was reported. */
export function lowerSubject(raw: unknown, problems: ProblemList): PodSelection | null {
  const choice = choose(raw, MEMBERS);
  if (choice.kind === 'one') {
    return (choice.name === 'pods' ? lowerPods : lowerNamespaces)(
      choice.value,
      `spec.subject.${choice.name}`,
      problems,
    );
  }
  problems.error('POLICY.INVALID_SUBJECT', 'spec.subject', foundInstead(choice, MEMBERS));
  return null;
}

/** True when neither namespaces nor pods are selected. */
export function hasNoSubject(raw: unknown): boolean {
  return choose(raw, MEMBERS).kind === 'none' || choose(raw, MEMBERS).kind === 'malformed';
}
