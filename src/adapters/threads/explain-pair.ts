import type { DecidingRule, Verdict } from '#src/engine/isolation/crossing.js';
import { enforcementOf, type EnforcementClass } from '#src/engine/questions/enforcement.js';
import { flatDecision, type FlatDecision } from '#src/engine/questions/flat.js';
import type { EndExplanation, Explanation } from '#src/engine/reachability/explanation.js';
import type { End, Flow, Truth } from '#src/engine/reachability/flow.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { portText } from '#src/engine/questions/flat.js';
import { findEnd, type FoundEnd } from './find-end.js';

/** One question about one pair and one port. */
export interface PairQuestion {
  /** `namespace/pod`, `namespace/Kind/name` or an IP address. */
  readonly from: string;
  readonly to: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** What decided at one end. */
export interface EndAnswer {
  readonly isolated: Truth;
  /** Rules that had a say about the port; with none, the policies that select the pod. */
  readonly rules: readonly DecidingRule[];
  /** Who decided about the port, in ladder order, in the bound the verdict rests on. */
  readonly decisions: readonly FlatDecision[];
  /** Missing knowledge at this end. */
  readonly because: readonly string[];
  /** Facts that decide without a policy. */
  readonly notes: readonly string[];
}

/** The answer. An end outside the cluster has no policies and so no explanation. */
export interface PairAnswer {
  readonly verdict: Verdict;
  readonly enforcement: EnforcementClass;
  /** All ports between the two ends. */
  readonly must: string;
  readonly may: string;
  readonly egress: EndAnswer | null;
  readonly ingress: EndAnswer | null;
  readonly because: readonly string[];
}

const RANK: Readonly<Record<Verdict, number>> = { denied: 0, unknown: 1, allowed: 2 };

/**
 * Answers for the most open pair of pods the two names stand for, with what decided for that very pair.
 * @throws Problem `INPUT.INVALID` when the snapshot has nothing of that name
 */
export function explainPair(
  reach: Reachability,
  { from, to, protocol, port }: PairQuestion,
  declared: () => Reachability = () => reach,
): PairAnswer {
  const verdictOf = ({ must, may }: Flow): Verdict =>
    must.contains(protocol, port) ? 'allowed' : may.contains(protocol, port) ? 'unknown' : 'denied';
  const answers = ends(findEnd(reach.model, from, 'from'))
    .flatMap((source) => ends(findEnd(reach.model, to, 'to')).map((target) => reach.explain(source, target)))
    .sort((a, b) => RANK[verdictOf(b)] - RANK[verdictOf(a)]);
  const [most] = answers;
  if (most === undefined) throw new TypeError('a found end has at least one group');
  const verdict = verdictOf(most);
  const meant = verdict === 'denied' ? verdict : verdictOf(declared().explain(most.from, most.to));
  return {
    verdict,
    enforcement: enforcementOf(verdict, meant),
    must: portText(most.must),
    may: portText(most.may),
    egress: endAnswer(most.egress, verdict, protocol, port),
    ingress: endAnswer(most.ingress, verdict, protocol, port),
    because: verdict === 'unknown' ? most.because : [],
  };
}

function ends(found: FoundEnd): End[] {
  return 'ip' in found ? [{ ip: found.ip }] : found.groups.map((group) => ({ group }));
}

function endAnswer(end: Explanation['egress'], verdict: Verdict, protocol: string, port: number): EndAnswer | null {
  if (end === null) return null;
  const { isolated, because, notes } = end;
  const decisions = end.decisions[verdict === 'denied' ? 'may' : 'must']
    .filter(({ ports }) => ports.contains(protocol, port))
    .map(flatDecision);
  return { isolated, rules: decidingRules(end, protocol, port), decisions, because, notes };
}

function decidingRules({ rules }: EndExplanation, protocol: string, port: number): DecidingRule[] {
  return rules
    .filter(({ ports, effect }) => effect === 'no-matching-rule' || ports.contains(protocol, port))
    .map(({ policy, rule, direction, effect }) => ({
      policy,
      direction,
      effect,
      ...(rule === undefined ? {} : { rule }),
    }));
}
