import type { Verdict, WorkloadRef } from '../../isolation/crossing.js';
import { portText, verdictOf } from '../../isolation/crossings.js';
import type { FleetCrossing, FleetRule, FleetWitness } from '../fleet-crossing.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { ClusterPair } from '../routes/cluster-pair.js';
import type { Leg, RouteView } from '../routes/route-view.js';
import { barriersOf, reasonsOf } from './leg-text.js';
import { type PartyTotal, tallyParties } from './party-tally.js';

/** Crossings along one link, one for each pair of different parties that have pods at its ends. */
export function writeCrossings(
  pair: ClusterPair,
  link: Link,
  view: RouteView,
  wanted: ReadonlySet<Verdict>,
): FleetCrossing[] {
  return tallyParties(view, pair.ports, link.premise).flatMap((total) => {
    const verdict = verdictOf(pair.ports.get(total.must), pair.ports.get(total.may));
    return wanted.has(verdict) ? [writeCrossing(pair, link, view, total, verdict)] : [];
  });
}

function writeCrossing(
  pair: ClusterPair,
  link: Link,
  view: RouteView,
  total: PartyTotal,
  verdict: Verdict,
): FleetCrossing {
  const must = pair.ports.get(total.must);
  const may = pair.ports.get(total.may);
  const legs = link.premise === 'excluded' ? [] : view.legs(total.shown.source, total.shown.destination);
  return {
    from: { cluster: link.from, party: total.from },
    to: { cluster: link.to, party: total.to },
    kind: link.kind,
    technology: link.technology,
    subject: link.subject,
    verdict,
    must: portText(must),
    may: portText(may),
    pairs: { must: total.mustPairs, may: total.mayPairs },
    premise: link.premise,
    strength: link.strength,
    relayed: isRelayed(link),
    conditions: [...total.conditions].sort(),
    because: must.id === may.id ? [] : doubtsOf(link, view, total),
    barriers:
      verdict !== 'denied' ? [] : link.premise === 'excluded' ? [...link.because] : barriersOf(legs, pair.ports),
    ...(verdict === 'denied' ? {} : { witness: witnessOf(pair, view, total, legs) }),
  };
}

/** Reasons an answer can hold. */
const REASONS = 10;

/** Why a crossing is not certain: the premise, or the policies about the first pair that is not. */
function doubtsOf({ because, premise }: Link, view: RouteView, { doubt }: PartyTotal): string[] {
  const legs = doubt === undefined ? [] : view.legs(doubt.source, doubt.destination);
  const all = [...new Set([...(premise === 'proven' ? [] : because), ...reasonsOf(legs)])];
  const more = all.length - REASONS;
  return more > 0 ? [...all.slice(0, REASONS), `and ${String(more)} more reasons`] : all;
}

/** Gateways and layer-7 doors end connections; plain balancers only translate addresses. */
function isRelayed({ route, technology }: Link): boolean {
  return route?.kind === 'gateway' || technology === 'ingress' || technology === 'gateway';
}

function witnessOf(pair: ClusterPair, view: RouteView, total: PartyTotal, legs: readonly Leg[]): FleetWitness {
  const { source, destination } = total.shown;
  const { must, may } = view.flow(source, destination);
  const ports = pair.ports.get(total.rank === 2 ? must : may);
  return {
    from: workloadOf(pair.from, source.sample),
    to: destination.sample < 0 ? { range: nodeRange(pair.to) } : workloadOf(pair.to, destination.sample),
    ports: portText(ports),
    rules: rulesOf(legs),
  };
}

/** The workload of a group. */
export function workloadOf({ model }: FleetMember, group: number): WorkloadRef {
  const { namespace = '', kind = '', name = '' } = model.workloads[model.workloadOf[group] ?? -1] ?? {};
  return { namespace, kind, name };
}

function nodeRange({ model }: FleetMember): string {
  return model.nodes.flatMap(({ addresses }) => addresses).find((text) => /^[\d.]+$|:/.test(text)) ?? '';
}

function rulesOf(legs: readonly Leg[]): FleetRule[] {
  const distinct = new Map<string, FleetRule>();
  for (const { cluster, explanation } of legs) {
    for (const { policy, rule, direction, effect } of explanation?.rules ?? []) {
      const one: FleetRule = { cluster, policy, direction, effect, ...(rule === undefined ? {} : { rule }) };
      distinct.set(JSON.stringify(one), one);
    }
  }
  return [...distinct.values()];
}
