import type { ExternalFlow } from '../reachability/flow.js';
import type { Reachability } from '../reachability/reachability.js';
import { compareRanges, formatRange } from '../sets/ip-range.js';
import { NO_PORTS } from '../sets/port-sets.js';
import type { Contracts } from './contracts.js';
import type { Crossing, Witness } from './crossing.js';
import { portText, refOfUnit, rulesOf, verdictOf } from './crossings.js';
import type { EntryExposure, EntryFlow } from './entry-exposure.js';
import { groupBy } from './group-by.js';
import { isDeclaredEntry } from './port-register.js';
import type { TenancyRules } from './tenancy.js';
import type { Membership } from './units.js';

const EXTERNAL = 'external';

/**
 * Crossings with the world outside the cluster. Inwards only doors count (entry points that policy leaves open): an
 * address outside cannot route to a pod by itself. Outwards every address counts.
 */
export function outsideCrossings(
  reach: Reachability,
  membership: Membership,
  contracts: Contracts,
  exposure: EntryExposure,
  tenancy: TenancyRules,
): Crossing[] {
  const parties = [...new Set(membership.units.map(({ party }) => party))];
  const doors = groupBy(exposure.flows, ({ target }) => partyOf(membership, target.group));
  return parties.flatMap((party) => {
    const isDeclared = (flow: EntryFlow): boolean => isDeclaredEntry(tenancy, party, flow);
    const flows = doors.get(party) ?? [];
    return [inward(reach, membership, party, flows, isDeclared), outward(reach, membership, party, contracts)];
  });
}

function partyOf(membership: Membership, group: number): string | undefined {
  return membership.units[membership.unitOf[group] ?? -1]?.party;
}

function inward(
  reach: Reachability,
  membership: Membership,
  party: string,
  flows: readonly EntryFlow[],
  isDeclared: (flow: EntryFlow) => boolean,
): Crossing {
  const { ports } = reach;
  const open = flows.filter(({ verdict }) => verdict !== 'denied');
  const certain = open.filter(({ verdict }) => verdict === 'allowed');
  const union = (list: readonly EntryFlow[]) =>
    list.reduce((set, { target }) => set.union(ports.of(target.protocol, target.port)), ports.none);
  const pairs = (list: readonly EntryFlow[]): number =>
    new Set(
      list.map(
        ({ entry, target }) => `${entry.source.kind} ${entry.source.name}>${String(membership.unitOf[target.group])}`,
      ),
    ).size;
  const [must, may] = [union(certain), union(open)];
  const shown = certain[0] ?? open[0];
  return {
    from: EXTERNAL,
    to: party,
    verdict: verdictOf(must, may),
    must: portText(must),
    may: portText(may),
    pairs: { must: pairs(certain), may: pairs(open) },
    because:
      must.id === may.id ? [] : [...new Set(open.flatMap(({ because }) => (because === '' ? [] : [because])))].sort(),
    ...(shown === undefined ? {} : { witness: inwardWitness(reach, membership, shown) }),
    withinContract: open.length > 0 && open.every(isDeclared),
  };
}

function inwardWitness(reach: Reachability, membership: Membership, { entry, target, via }: EntryFlow): Witness {
  const unit = membership.units[membership.unitOf[target.group] ?? 0];
  const range = entry.sourceRanges.join(', ') || '0.0.0.0/0';
  const source = 'group' in via ? { group: via.group } : { ip: '192.0.2.1' };
  return {
    from: { range },
    to: unit === undefined ? { range: '' } : refOfUnit(reach.model, unit),
    ports: portText(reach.ports.of(target.protocol, target.port)),
    rules: rulesOf(reach.explain(source, { group: target.group })).filter(({ direction }) => direction === 'ingress'),
  };
}

function outward(reach: Reachability, membership: Membership, party: string, contracts: Contracts): Crossing {
  const { ports } = reach;
  const agreed = contracts.withOutside(party, EXTERNAL);
  const total = { must: ports.none, may: ports.none, mustPairs: 0, mayPairs: 0 };
  const reasons = new Set<string>();
  let shown: { readonly unit: number; readonly group: number; readonly flow: ExternalFlow } | undefined;
  const byClass = new Map<number, readonly ExternalFlow[]>();
  for (const [id, unit] of membership.units.entries()) {
    if (unit.party !== party) continue;
    for (const group of unit.groups) {
      const own = reach.classOf[group] ?? 0;
      const flows = byClass.get(own) ?? reach.externalFrom(group).filter(({ may }) => !may.isEmpty);
      byClass.set(own, flows);
      for (const flow of flows) {
        total.must = total.must.union(flow.must);
        total.may = total.may.union(flow.may);
        total.mayPairs += 1;
        if (!flow.must.isEmpty) total.mustPairs += 1;
        if (flow.must.id !== flow.may.id) for (const doubt of reach.doubts('egress', group)) reasons.add(doubt);
        const isBetter = shown === undefined || (shown.flow.must.id === NO_PORTS && flow.must.id !== NO_PORTS);
        if (isBetter) shown = { unit: id, group, flow };
      }
    }
  }
  const unit = shown === undefined ? undefined : membership.units[shown.unit];
  return {
    from: party,
    to: EXTERNAL,
    verdict: verdictOf(total.must, total.may),
    must: portText(total.must),
    may: portText(total.may),
    pairs: { must: total.mustPairs, may: total.mayPairs },
    because: total.must.id === total.may.id ? [] : [...reasons].sort(),
    ...(shown === undefined || unit === undefined
      ? {}
      : {
          witness: {
            from: refOfUnit(reach.model, unit),
            to: { range: widest(shown.flow) },
            ports: portText(shown.flow.must.isEmpty ? shown.flow.may : shown.flow.must),
            rules: rulesOf(reach.explain({ group: shown.group }, { ip: firstAddress(shown.flow) })),
          },
        }),
    withinContract: !total.may.isEmpty && total.may.isWithin(agreed),
  };
}

/** The widest range of a flow, IPv4 first. */
function widest({ ranges }: ExternalFlow): string {
  const sorted = [...ranges].sort(
    (a, b) => a.family - b.family || (b.hi - b.lo > a.hi - a.lo ? 1 : -1) || compareRanges(a, b),
  );
  const [first] = sorted;
  return first === undefined ? '' : formatRange(first);
}

function firstAddress({ ranges }: ExternalFlow): string {
  const [first] = ranges;
  return first === undefined ? '0.0.0.0' : formatRange({ ...first, hi: first.lo });
}
