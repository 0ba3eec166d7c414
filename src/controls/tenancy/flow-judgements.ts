import { groupBy } from '#src/engine/isolation/group-by.js';
import type { FlowFact } from '#src/engine/isolation/flow-fact.js';
import { openEnds, portSummary, portText, rulesOf } from '#src/engine/isolation/crossings.js';
import type { Explanation } from '#src/engine/reachability/explanation.js';
import type { ControlContext, Judgement } from '../control.js';
import { referenceEvidence } from '../evidence.js';
import { isSensitiveTier } from '../workloads.js';

/** Everything between one tenant and one foreign peer in one direction. */
interface Pair {
  readonly tenant: string;
  readonly peer: string;
  readonly peerParty: string;
  /** Never empty. */
  readonly facts: readonly [FlowFact, ...FlowFact[]];
}

/**
 * Judges each pair of a tenant and a foreign peer: flows outside contracts fail, possible ones are unknown, pairs
 * without any pass. Shared services are judged by their contracts, which is another control. A tenant alone in its
 * cluster has nobody to be separated from.
 */
export function judgeFlows(context: ControlContext, direction: FlowFact['direction']): Judgement[] {
  const { membership, facts } = context.isolation;
  const peers = [...new Map(membership.units.map(({ peer, party }) => [peer, party]))];
  const open = groupBy(
    facts.filter((fact) => fact.direction === direction),
    ({ tenant, peer }) => `${tenant}\n${peer}`,
  );
  const explained = new Map<string, Explanation>();
  return membership.tenants.flatMap((tenant) => {
    const foreign = peers.filter(([, party]) => party !== tenant && party !== 'shared');
    if (foreign.length === 0) return [alone(tenant)];
    const failing = foreign.flatMap(([peer, peerParty]) => {
      const [first, ...more] = open.get(`${tenant}\n${peer}`) ?? [];
      return first === undefined
        ? []
        : [judge(context, direction, { tenant, peer, peerParty, facts: [first, ...more] }, explained)];
    });
    return [...failing, ...closed(tenant, foreign.length - failing.length)];
  });
}

/** Peers that exchange nothing with the tenant outside contracts. */
function closed(tenant: string, count: number): Judgement[] {
  const because = 'nothing passes outside the contracts';
  return count === 0 ? [] : [{ verdict: 'pass', subject: tenant, tenants: [tenant], because, count }];
}

function alone(tenant: string): Judgement {
  return {
    verdict: 'not-applicable',
    subject: tenant,
    tenants: [tenant],
    because: 'no other party runs in this cluster',
  };
}

function judge(
  context: ControlContext,
  direction: FlowFact['direction'],
  { tenant, peer, peerParty, facts }: Pair,
  explained: Map<string, Explanation>,
): Judgement {
  const subject = direction === 'ingress' ? `${peer} -> ${tenant}` : `${tenant} -> ${peer}`;
  const tenants = isTenant(context, peerParty) ? [tenant, peerParty] : [tenant];
  const certain = facts.filter(({ must }) => !must.isEmpty);
  const isCertain = certain.length > 0;
  const sensitive = isCertain
    ? certain.some((fact) => fact.sensitive.must > 0)
    : facts.some((fact) => fact.sensitive.may > 0);
  const shown = certain.find((fact) => fact.sensitive.must > 0) ?? certain[0] ?? facts[0];
  const base = { subject, tenants, peer, portClass: sensitive ? 'sensitive' : 'other' };
  const flow = witness(context, direction, shown, explained);
  const ports = (isCertain ? certain : facts)
    .map((fact) => (isCertain ? fact.must : fact.may))
    .reduce((union, set) => union.union(set));
  const count = new Set((isCertain ? certain : facts).flatMap((fact) => fact.units)).size;
  const tier = context.workloads.tierOf(tenant);
  const peerTier = context.workloads.tierOf(peerParty);
  const lowerPeer = tier !== null && peerTier !== null && peerTier < tier;
  const where =
    direction === 'ingress'
      ? `${peer} reaches ${String(count)} of ${tenant}'s workloads`
      : `${String(count)} of ${tenant}'s workloads reach ${peer}`;
  return {
    ...base,
    verdict: isCertain ? 'fail' : 'unknown',
    because: isCertain
      ? `${where} on ${portSummary(ports)}`
      : `it cannot be ruled out that ${where} on ${portSummary(ports)}: ${flow.because[0] ?? 'the policies are not certain'}`,
    aggravation: { sensitiveTier: isSensitiveTier(tier) || lowerPeer, sensitivePort: sensitive },
    evidence: {
      objects: referenceEvidence(
        context.model,
        flow.rules.map(({ policy }) => policy),
      ),
      flow: {
        from: flow.from,
        to: flow.to,
        ports: portText(isCertain ? shown.must : shown.may),
        verdict: isCertain ? 'allowed' : 'unknown',
        rules: flow.rules,
      },
      missing: isCertain ? [] : flow.because,
      notes: facts.slice(0, NOTES).map((fact) => noteOf(context, fact)),
    },
  };
}

/** Facts a finding lists; the score has all of them. */
const NOTES = 10;

function noteOf({ workloads }: ControlContext, fact: FlowFact): string {
  const names = fact.units.slice(0, 3).map((unit) => workloads.subjects[unit]?.text ?? '');
  const rest = fact.units.length > 3 ? ` and ${String(fact.units.length - 3)} more` : '';
  return `${names.join(', ')}${rest}: ${fact.must.isEmpty ? `perhaps ${portSummary(fact.may)}` : portSummary(fact.must)}`;
}

/** The pair of workloads a fact is shown by, with the deciding rules at both ends. */
function witness(
  { workloads, reach }: ControlContext,
  direction: FlowFact['direction'],
  fact: FlowFact,
  explained: Map<string, Explanation>,
) {
  const own = workloads.subjects[fact.units[0] ?? -1];
  const other = workloads.subjects[fact.peerUnit];
  const [from, to] = direction === 'ingress' ? [other, own] : [own, other];
  const { from: source, to: destination } = openEnds(reach, from?.groups ?? [], to?.groups ?? []);
  const key = `${String(reach.classOf[source])}>${String(reach.classOf[destination])}`;
  const explanation = explained.get(key) ?? reach.explain({ group: source }, { group: destination });
  explained.set(key, explanation);
  const nowhere = { namespace: '', kind: '', name: '' };
  return {
    from: from?.ref ?? nowhere,
    to: to?.ref ?? nowhere,
    rules: rulesOf(explanation),
    because: explanation.because,
  };
}

function isTenant({ isolation }: ControlContext, party: string): boolean {
  return isolation.membership.tenants.includes(party);
}
