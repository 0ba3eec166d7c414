import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import { NAME_LABEL } from '../../endpoints/namespace-matcher.js';
import { type MatchedGroups, NO_GROUPS } from '../../endpoints/pod-selection.js';
import { Selector } from '../../model/selector.js';
import { both, either, matched, without } from '../group-algebra.js';
import type { Direction, NamespaceScope, Peer, PortClause, Rule } from '../policy.js';
import { anyPort, wholeLane } from '../port-clauses.js';
import { selectPods } from '../select-pods.js';

/** What some pods of a network may exchange with others at one end. */
export interface Lane {
  readonly own: MatchedGroups;
  readonly far: MatchedGroups;
  readonly ports: readonly PortClause[];
  readonly certain: boolean;
}

/** A MultiNetworkPolicy on one network. */
export interface NetworkRestriction {
  readonly namespace: string;
  /** Null when nobody can say whom it selects. */
  readonly subject: Selector | null;
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
}

/** Everything members of a network permit in one direction: those no policy restricts everything, others their rules. */
export function lanesOf(
  direction: Direction,
  members: MatchedGroups,
  restrictions: readonly NetworkRestriction[],
  endpoints: EndpointFinder,
  mayMatchByAddress: boolean,
): readonly Lane[] {
  const speaking = restrictions.filter((restriction) => restriction[direction] !== null);
  const subjects = speaking.map((restriction) => both(members, subjectOf(restriction, members, endpoints)));
  const lanes: Lane[] = [
    { own: without(members, either(subjects)), far: members, ports: anyPort(true), certain: true },
    ...speaking.flatMap(({ namespace, [direction]: rules }, at) =>
      (rules ?? []).flatMap(({ peers, ports }) =>
        peers.map((peer): Lane => {
          const far = farOf(peer, namespace, members, endpoints, mayMatchByAddress);
          return { own: subjects[at] ?? NO_GROUPS, far: both(members, far), ports, certain: peer.certain };
        }),
      ),
    ),
  ];
  return lanes.filter(({ own, far }) => own.possible.length > 0 && far.possible.length > 0);
}

function subjectOf(
  { subject, namespace }: NetworkRestriction,
  members: MatchedGroups,
  endpoints: EndpointFinder,
): MatchedGroups {
  if (subject === null) return matched(new Int32Array(0), members.possible);
  return selectPods({ namespaces: scopeOf({ kind: 'own' }, namespace), pods: subject }, endpoints);
}

/** Addresses on a secondary network are not in the API, so a block may hold any member. */
function farOf(
  peer: Peer,
  namespace: string,
  members: MatchedGroups,
  endpoints: EndpointFinder,
  mayMatchByAddress: boolean,
): MatchedGroups {
  switch (peer.kind) {
    case 'anyone':
      return members;
    case 'pods':
      return selectPods({ ...peer.selection, namespaces: scopeOf(peer.selection.namespaces, namespace) }, endpoints);
    case 'groups':
      return peer.groups;
    case 'addresses':
    case 'outside':
      return mayMatchByAddress ? matched(new Int32Array(0), members.possible) : NO_GROUPS;
  }
}

function scopeOf(scope: NamespaceScope, own: string): NamespaceScope {
  if (scope.kind === 'matching') return scope;
  return { kind: 'matching', selector: new Selector([{ key: NAME_LABEL, operator: 'In', values: [own] }]) };
}

/** What both ends permit together: source lanes meet destination lanes. */
export function joined(egress: readonly Lane[], ingress: readonly Lane[]): readonly Lane[] {
  return egress.flatMap((sent) =>
    ingress.flatMap((received): Lane[] => {
      const own = both(sent.own, received.far);
      const far = both(sent.far, received.own);
      const ports = commonPorts(sent.ports, received.ports);
      if (own.possible.length === 0 || far.possible.length === 0 || ports.length === 0) return [];
      return [{ own, far, ports, certain: sent.certain && received.certain }];
    }),
  );
}

function commonPorts(a: readonly PortClause[], b: readonly PortClause[]): readonly PortClause[] {
  return a.flatMap((one) => b.flatMap((other) => common(one, other)));
}

/** Two names, or a name and a number, may or may not mean the same port. */
function common(a: PortClause, b: PortClause): PortClause[] {
  if (a.kind === 'span' && b.kind === 'span') {
    const lo = Math.max(a.lo, b.lo);
    const hi = Math.min(a.hi, b.hi);
    return a.lane === b.lane && lo <= hi ? [{ ...a, lo, hi, certain: a.certain && b.certain }] : [];
  }
  if (a.kind === 'named' && b.kind === 'named') {
    if (a.protocol !== b.protocol) return [];
    return a.name === b.name ? [a] : [wholeLane(a.protocol, false)];
  }
  const [span, named] = a.kind === 'span' ? [a, b] : [b, a];
  if (span.kind !== 'span' || named.kind !== 'named' || span.lane !== named.protocol) return [];
  return isWhole(span) && span.certain ? [named] : [{ ...span, certain: false }];
}

function isWhole({ lo, hi }: { readonly lo: number; readonly hi: number }): boolean {
  return lo <= 1 && hi >= 65_535;
}
