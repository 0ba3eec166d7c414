import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { ObjectRef } from '../../model/raw-object.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Peer, Policy, Rule } from '../policy.js';
import type { LocalPeer } from './lower-peers.js';
import { type LoweredRule, sidesOf } from './lower-rule.js';
import type { Places } from './places.js';
import type { Subject } from './subject.js';
import type { TierPlace } from './tiers.js';

/** One rule of a policy and where it stands: rules of all policies of a tier share one order. */
export interface PlacedRule {
  readonly ref: ObjectRef;
  /** Empty for cluster-wide policies. */
  readonly own: string;
  readonly tier: TierPlace;
  readonly priority: number;
  readonly rule: LoweredRule;
  readonly subjects: readonly Subject[];
  readonly tentative: boolean;
}

/** Gives every rule its position; rules of equal tier, priority and index have no order among each other (semantics 02 §7). */
export function emitPolicies(
  placed: readonly PlacedRule[],
  places: Places,
  nodePolicies: boolean | undefined,
): Policy[] {
  const sorted = [...placed].sort(compare);
  const policies: Policy[] = [];
  let position = 0;
  for (const [at, one] of sorted.entries()) {
    const before = sorted[at - 1];
    if (before !== undefined && compare(before, one) !== 0) position++;
    policies.push(...one.subjects.flatMap((subject) => emitFor(one, subject, position, places, nodePolicies)));
  }
  return policies;
}

function compare(a: PlacedRule, b: PlacedRule): number {
  return a.tier.order - b.tier.order || a.priority - b.priority || a.rule.index - b.rule.index;
}

function emitFor(
  placed: PlacedRule,
  subject: Subject,
  position: number,
  places: Places,
  nodePolicies: boolean | undefined,
): Policy[] {
  const { ref, own, tier, rule, tentative } = placed;
  if (subject.kind === 'nodes' && nodePolicies === false) return [];
  const common = {
    ref,
    rung: tier.rung,
    priority: position,
    ...(tentative || (subject.kind === 'nodes' && nodePolicies === undefined) ? { tentative: true } : {}),
  };
  if (subject.kind === 'node-port') {
    const rules = atNodePort(rule);
    return rules.length === 0
      ? []
      : [{ ...common, namespace: own, subject: { groups: subject.groups }, ingress: rules, egress: null }];
  }
  if (rule.local.length === 0) {
    const chosen = subject.kind === 'pods' ? subject.selection : { groups: subject.groups };
    return [{ ...common, namespace: own, subject: chosen, ...sidesOf(rule.direction, sure(rule.rulesFor([]), tier)) }];
  }
  return places.namespaces().flatMap((namespace): Policy[] => {
    const groups =
      subject.kind === 'pods'
        ? places.inNamespace(subject.selection, namespace)
        : within(subject.groups, namespace, places.model);
    if (groups.possible.length === 0) return [];
    const rules = rule.rulesFor(rule.local.map((peer) => localPeer(peer, namespace, places)));
    return [{ ...common, namespace, subject: { groups }, ...sidesOf(rule.direction, sure(rules, tier)) }];
  });
}

function localPeer(peer: LocalPeer, namespace: string, places: Places): Peer {
  if (peer.kind === 'same-namespace')
    return { kind: 'pods', selection: places.selection({ kind: 'own' }, peer.pods), certain: true };
  return { kind: 'groups', groups: places.sameLabels(namespace, peer.keys, peer.pods), certain: true };
}

function within({ certain, possible }: MatchedGroups, namespace: string, model: NetworkModel): MatchedGroups {
  const inside = (id: number): boolean => model.groups[id]?.namespace === namespace;
  return { certain: certain.filter(inside), possible: possible.filter(inside) };
}

/** Passing skips policies between the tiers, which the ladder cannot: either end is possible then. */
function sure(rules: readonly Rule[], { passesOver }: TierPlace): readonly Rule[] {
  if (!passesOver) return rules;
  return rules.map((rule) =>
    rule.effect === 'pass' ? { ...rule, peers: rule.peers.map((peer) => ({ ...peer, certain: false })) } : rule,
  );
}

const EVERYWHERE = IpSet.of([wholeFamily(4), wholeFamily(6)]);

/** Only what comes in through the node port is dropped, and nothing shows which way a client outside takes. */
function atNodePort(rule: LoweredRule): readonly Rule[] {
  if (rule.effect !== 'deny' || rule.direction !== 'ingress') return [];
  return rule.rulesFor([]).map((one) => ({ ...one, peers: one.peers.flatMap(outsideOnly) }));
}

function outsideOnly(peer: Peer): Peer[] {
  if (peer.kind === 'anyone') return [{ kind: 'outside', set: EVERYWHERE, certain: false }];
  return peer.kind === 'addresses' || peer.kind === 'outside'
    ? [{ kind: 'outside', set: peer.set, certain: false }]
    : [];
}
