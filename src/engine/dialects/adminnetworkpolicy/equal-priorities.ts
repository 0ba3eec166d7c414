import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import type { NetworkModel } from '../../model/network-model.js';
import { DIRECTIONS, type Policy } from '../policy.js';
import { ADMIN_RUNG } from '../rung.js';
import { selectPods } from '../select-pods.js';

/**
 * Policies of one tier and priority: nobody knows which of them is asked first (semantics 02 §3). It matters, and is an
 * error, where they select the same pods and say different things about one direction.
 */
export function equalPriorities(
  policies: readonly Policy[],
  { objects }: NetworkModel,
  endpoints: EndpointFinder,
): Diagnostic[] {
  const byPlace = new Map<string, Policy[]>();
  for (const policy of policies) {
    if (policy.tentative === true) continue;
    const key = `${policy.rung.id} ${String(policy.priority)}`;
    byPlace.set(key, [...(byPlace.get(key) ?? []), policy]);
  }
  return [...byPlace.values()].flatMap((tied) =>
    tied.flatMap((policy, at) => {
      const others = tied.slice(0, at).filter((other) => other.ref.name !== policy.ref.name);
      const [first] = others;
      if (first === undefined) return [];
      const rival = others.find((other) => contradict(other, policy, endpoints));
      const source = objects.get(`${policy.ref.apiVersion.split('/')[0] ?? ''}/${policy.ref.kind}`)?.find(({ metadata }) => metadata.name === policy.ref.name)?.source; // prettier-ignore
      return [diagnosticOf(policy, rival ?? first, rival !== undefined, source)];
    }),
  );
}

function diagnosticOf(
  { ref, priority, rung }: Policy,
  other: Policy,
  isContested: boolean,
  source: Diagnostic['source'],
): Diagnostic {
  const what = isContested
    ? 'which of them decides where they contradict each other is undefined'
    : 'they do not contradict each other now';
  return {
    severity: isContested ? 'error' : 'warning',
    code: 'POLICY.EQUAL_PRIORITY',
    field: 'spec.priority',
    message: `${ref.name} and ${other.ref.name} have the same priority ${String(priority)}${rung === ADMIN_RUNG ? '' : ' in the baseline'}; ${what}`,
    object: ref,
    ...(source === undefined ? {} : { source }),
  };
}

function contradict(a: Policy, b: Policy, endpoints: EndpointFinder): boolean {
  const differs = DIRECTIONS.some((direction) => {
    const [ours, theirs] = [a[direction], b[direction]];
    return ours !== null && theirs !== null && new Set([...ours, ...theirs].map(({ effect }) => effect)).size > 1;
  });
  if (!differs) return false;
  const own = new Set(subjectOf(a, endpoints).possible);
  return subjectOf(b, endpoints).possible.some((group) => own.has(group));
}

function subjectOf({ subject }: Policy, endpoints: EndpointFinder): MatchedGroups {
  return 'groups' in subject ? subject.groups : selectPods(subject, endpoints);
}
