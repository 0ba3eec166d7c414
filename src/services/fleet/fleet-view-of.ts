import type { Evidence } from '#src/engine/fleet/evidence.js';
import type { FleetCrossing, FleetEnd, FleetRule } from '#src/engine/fleet/fleet-crossing.js';
import type { Overlap } from '#src/engine/fleet/overlaps.js';
import { fleetSentence } from '#src/engine/fleet/sentence.js';
import type { ObjectRef } from '#src/engine/model/raw-object.js';
import type { FlatLink } from '#src/adapters/threads/fleet-tasks.js';
import type { ClusterRef } from '../clusters/cluster.view.js';
import { endpointOf, ruleOf } from '../isolation/evidence-view-of.js';
import type { NameMask } from '../privacy/name-mask.js';
import type { FleetCrossingView, FleetLinkView, FleetOverlapView } from './fleet.view.js';

/** The two clusters of a pair, as answers name them. */
export interface PairRefs {
  readonly from: ClusterRef;
  readonly to: ClusterRef;
}

/** A link as an answer. Restricted callers see that the way is there, not the objects of others that show it. */
export function linkViewOf(link: FlatLink, { from, to }: PairRefs, isRestricted: boolean): FleetLinkView {
  const { kind, technology, subject, premise, strength, because, evidence } = link;
  return {
    kind,
    technology,
    subject: isRestricted ? '' : subject,
    from,
    to,
    premise,
    strength,
    because: isRestricted ? hiddenUnless(premise === 'proven') : [...because],
    evidence: isRestricted ? [] : evidence.map(evidenceViewOf),
  };
}

/** An overlap as an answer. */
export function overlapViewOf({ space, verdict, ranges, because }: Overlap, { from, to }: PairRefs): FleetOverlapView {
  return { left: from, right: to, space, verdict, ranges: [...ranges], because: [...because] };
}

/** A crossing as an answer to somebody who sees everything. */
export function crossingViewOf(crossing: FleetCrossing, { from, to }: PairRefs, mask: NameMask): FleetCrossingView {
  const { witness } = crossing;
  return {
    ...plainPartsOf(crossing),
    from: { cluster: from, party: crossing.from.party },
    to: { cluster: to, party: crossing.to.party },
    subject: crossing.subject,
    conditions: [...crossing.conditions],
    because: [...crossing.because],
    barriers: [...crossing.barriers],
    witness:
      witness === undefined
        ? null
        : {
            from: endpointOf(witness.from, mask),
            to: endpointOf(witness.to, mask),
            ports: witness.ports,
            rules: witness.rules.flatMap((rule) => ruleViewOf(rule, mask)),
          },
    sentence: fleetSentence(crossing),
  };
}

/** What a caller may know of the clusters at the ends. */
export interface EndScope {
  readonly mask: NameMask;
  /** Whether the tenant is one of the caller's own. */
  isOwn(party: string): boolean;
  /** Whether the caller sees the cluster. */
  seesCluster(id: string): boolean;
}

/**
 * A crossing as an answer to somebody who sees some tenants only: its own end is named, the other is a pseudonym in a
 * cluster that is named only when the caller sees it, and no text that may name objects of others is passed on.
 */
export function ownCrossingViewOf(crossing: FleetCrossing, refs: PairRefs, scope: EndScope): FleetCrossingView {
  const { witness, verdict, must, may } = crossing;
  const end = ({ party }: FleetEnd, ref: ClusterRef): FleetCrossingView['from'] => ({
    cluster: scope.seesCluster(ref.id) ? ref : null,
    party: scope.mask.party(party),
  });
  const [from, to] = [end(crossing.from, refs.from), end(crossing.to, refs.to)];
  const nobody = endpointOf(null, scope.mask);
  const ownCluster = scope.isOwn(crossing.from.party) ? refs.from.name : refs.to.name;
  const plain = plainPartsOf(crossing);
  const told = {
    ...plain,
    from: { cluster: from.cluster?.name ?? HIDDEN_CLUSTER, party: from.party },
    to: { cluster: to.cluster?.name ?? HIDDEN_CLUSTER, party: to.party },
    subject: '',
    conditions: [],
    because: hiddenUnless(must === may),
    barriers: hiddenUnless(verdict !== 'denied'),
  };
  return {
    ...told,
    from,
    to,
    witness:
      witness === undefined
        ? null
        : {
            from: scope.isOwn(crossing.from.party) ? endpointOf(witness.from, scope.mask) : nobody,
            to: scope.isOwn(crossing.to.party) ? endpointOf(witness.to, scope.mask) : nobody,
            ports: witness.ports,
            rules: witness.rules
              .filter(({ cluster, policy }) => cluster === ownCluster && policy.namespace !== undefined)
              .flatMap((rule) => ruleViewOf(rule, scope.mask)),
          },
    sentence: fleetSentence(told),
  };
}

const HIDDEN_CLUSTER = 'another cluster';
const HIDDEN = 'details name objects of others; ask an operator of the platform';

function hiddenUnless(isNothingHidden: boolean): string[] {
  return isNothingHidden ? [] : [HIDDEN];
}

function plainPartsOf({ kind, technology, verdict, must, may, pairs, premise, strength, relayed }: FleetCrossing) {
  return {
    kind,
    technology,
    verdict,
    must,
    may,
    pairsMust: pairs.must,
    pairsMay: pairs.may,
    premise,
    strength,
    relayed,
  };
}

function evidenceViewOf({ cluster, object, text }: Evidence): FleetLinkView['evidence'][number] {
  return { cluster, object: object === null ? null : refText(object), text };
}

function refText({ kind, namespace, name }: ObjectRef): string {
  return [kind, namespace, name].filter((part) => part !== undefined).join('/');
}

function ruleViewOf(rule: FleetRule, mask: NameMask) {
  return ruleOf(rule, mask).map((view) => ({ cluster: rule.cluster, ...view }));
}
