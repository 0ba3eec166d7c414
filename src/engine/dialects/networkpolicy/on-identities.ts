import type { Selector } from '../../model/selector.js';
import type { Peer, Rule } from '../policy.js';
import type { LoweredSpec } from './lower.js';

/** Rewrites selectors for plugins whose policies see only some labels of a pod. */
export interface SelectorFilter {
  selector(selector: Selector): Selector;
}

/** The spec as a plugin reads it that gives pods identities: labels outside the identity select nobody (semantics 04 §3). */
export function onIdentities(spec: LoweredSpec, filter: SelectorFilter): LoweredSpec {
  const rules = (list: readonly Rule[] | null): readonly Rule[] | null =>
    list?.map((rule) => ({ ...rule, peers: rule.peers.map((peer) => onPeer(peer, filter)) })) ?? null;
  return {
    ...spec,
    subject: spec.subject === null ? null : filter.selector(spec.subject),
    ingress: rules(spec.ingress),
    egress: rules(spec.egress),
  };
}

function onPeer(peer: Peer, filter: SelectorFilter): Peer {
  if (peer.kind !== 'pods') return peer;
  return { ...peer, selection: { ...peer.selection, pods: filter.selector(peer.selection.pods) } };
}
