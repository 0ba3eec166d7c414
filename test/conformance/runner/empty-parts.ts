import { DIRECTIONS, type Peer, type Policy } from '#src/engine/dialects/policy.js';
import { GroupIndex } from '#src/engine/endpoints/group-index.js';
import { GroupSets } from '#src/engine/endpoints/group-sets.js';
import { NamespaceMatcher } from '#src/engine/endpoints/namespace-matcher.js';
import type { RelationSet } from './relation-sets.js';

/** How many policies of a set select no pod, and how many rules match nobody. */
export function emptyParts({ reach }: Pick<RelationSet, 'reach'>): number {
  const index = new GroupIndex(reach.model.groups, true);
  const sets = new GroupSets(index, new NamespaceMatcher(reach.model, [...index.namespaces]), false);
  return reach.policies.reduce((sum, policy) => {
    if (sets.subjectOf(policy).possible.length === 0) return sum + 1;
    const rules = DIRECTIONS.flatMap((direction) => policy[direction] ?? []);
    return sum + rules.filter(({ peers }) => peers.every((peer) => isEmptyPeer(sets, policy, peer))).length;
  }, 0);
}

function isEmptyPeer(sets: GroupSets, policy: Policy, peer: Peer): boolean {
  switch (peer.kind) {
    case 'anyone':
      return false;
    case 'pods':
      return sets.match(peer.selection, policy.namespace).possible.length === 0;
    case 'groups':
      return peer.groups.possible.length === 0;
    case 'addresses':
    case 'outside':
      return peer.set.isEmpty;
  }
}
