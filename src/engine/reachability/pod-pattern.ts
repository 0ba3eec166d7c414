import type { Direction, NamespaceScope, Policy } from '../dialects/policy.js';
import { NAME_LABEL } from '../endpoints/namespace-matcher.js';
import { Selector } from '../model/selector.js';
import type { Compiled } from './compiled.js';
import { type Admission, type HypotheticalFlow, flowWithHypothetical } from './hypothetical.js';

/** All pods, present and future, that a pair of selectors of some rule speaks about. */
export interface PodPattern {
  /** Selector on namespaces; one namespace is a selector on its name. */
  readonly namespaces: Selector;
  readonly pods: Selector;
}

/** Every pod of the cluster, whoever brings it. */
export const ENTIRE_CLUSTER: PodPattern = { namespaces: Selector.everything, pods: Selector.everything };

/**
 * What one group's own policies permit with an arbitrary pod of a pattern: what rules say about everyone, or in exactly
 * the pattern's words. Rules about pods that merely might be among them decide nothing.
 */
export function flowWithPattern(
  compiled: Compiled,
  direction: Direction,
  group: number,
  pattern: PodPattern,
): HypotheticalFlow {
  const admits: Admission = (peer, policy, trust) => {
    switch (peer.kind) {
      case 'anyone':
        return true;
      case 'pods':
        return (
          covers(namespacesOf(peer.selection.namespaces, policy), pattern.namespaces) &&
          covers(peer.selection.pods, pattern.pods)
        );
      case 'groups':
        return trust === 'possible';
      case 'addresses':
      case 'outside':
        return false;
    }
  };
  return flowWithHypothetical(compiled, direction, group, admits);
}

/** The patterns that rules of a policy's one direction speak about, `ENTIRE_CLUSTER` left out. */
export function patternsOf(policy: Policy, direction: Direction): PodPattern[] {
  return (policy[direction] ?? []).flatMap(({ peers }) =>
    peers.flatMap((peer): PodPattern[] => {
      if (peer.kind !== 'pods') return [];
      const pattern = { namespaces: namespacesOf(peer.selection.namespaces, policy), pods: peer.selection.pods };
      return pattern.namespaces.matchesEverything && pattern.pods.matchesEverything ? [] : [pattern];
    }),
  );
}

/** The text that equal patterns share. */
export function patternKey({ namespaces, pods }: PodPattern): string {
  return `${namespaces.text}\n${pods.text}`;
}

function covers(rule: Selector, pattern: Selector): boolean {
  return rule.matchesEverything || rule.text === pattern.text;
}

function namespacesOf(scope: NamespaceScope, { namespace }: Policy): Selector {
  return scope.kind === 'matching'
    ? scope.selector
    : new Selector([{ key: NAME_LABEL, operator: 'In', values: [namespace] }]);
}
