import { DIRECTIONS, type Peer, type Policy } from '#src/engine/dialects/policy.js';
import { GroupIndex } from '#src/engine/endpoints/group-index.js';
import { GroupSets } from '#src/engine/endpoints/group-sets.js';
import { NamespaceMatcher } from '#src/engine/endpoints/namespace-matcher.js';
import { asList, member } from '#src/engine/model/json-value.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { RelationSet } from './relation-sets.js';

/** How many policies of a set select no pod, and how many rules match nobody. */
export function emptyParts({ reach, policies }: Pick<RelationSet, 'reach' | 'policies'>): number {
  const index = new GroupIndex(reach.model.groups, true);
  const sets = new GroupSets(index, new NamespaceMatcher(reach.model, [...index.namespaces]), false);
  const vanished = policies.reduce((sum, object) => sum + vanishedRules(object, reach.policies), 0);
  return reach.policies.reduce((sum, policy) => {
    if (sets.subjectOf(policy).possible.length === 0) return sum + 1;
    const rules = DIRECTIONS.flatMap((direction) => policy[direction] ?? []);
    return sum + rules.filter(({ peers }) => peers.every((peer) => isEmptyPeer(sets, policy, peer))).length;
  }, vanished);
}

/** Rules that can match nobody and were left out when their policy was read. */
function vanishedRules({ kind, metadata, spec }: RawObject, read: readonly Policy[]): number {
  const own = read.filter(
    ({ ref }) => ref.kind === kind && ref.name === metadata.name && ref.namespace === metadata.namespace,
  );
  return own.length === 0
    ? 0
    : DIRECTIONS.reduce((sum, direction) => {
        const written = asList(member(spec, direction)).length;
        const kept = new Set(own.flatMap((policy) => (policy[direction] ?? []).map(({ index }) => index)));
        return own.some((policy) => policy[direction] !== null) ? sum + Math.max(0, written - kept.size) : sum;
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
