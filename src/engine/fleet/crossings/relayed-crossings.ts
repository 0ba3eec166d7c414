import { portText } from '../../isolation/crossings.js';
import { NO_PORTS } from '../../sets/port-sets.js';
import type { FleetCrossing } from '../fleet-crossing.js';
import type { FleetMember } from '../fleet-member.js';
import type { Link } from '../link.js';
import type { ClusterPair } from '../routes/cluster-pair.js';
import { type EndBlock, foldEnds } from '../routes/end-block.js';
import type { RouteView } from '../routes/route-view.js';
import { tallyParties, underPremise } from './party-tally.js';
import { relaysOf } from './relays.js';
import { workloadOf } from './write-crossings.js';

/** One way over a proxy: who gets to it, and what it may open. */
interface Relay {
  readonly member: FleetMember;
  readonly group: number;
  /** Blocks that may connect to it. */
  readonly sources: readonly EndBlock[];
  /** Blocks it may connect to, and on which ports. */
  readonly destinations: readonly { readonly block: EndBlock; readonly ports: number }[];
}

/**
 * Two-hop ways along a link where no direct one exists: over a proxy of the destination cluster, or over one of the
 * source cluster. What a proxy passes on is decided at layer 7, so they are never certain (semantics 09 §4.8).
 */
export function relayedCrossings(pair: ClusterPair, link: Link, view: RouteView): FleetCrossing[] {
  if (link.premise === 'excluded') return [];
  const relays = [...farRelays(pair, link, view), ...nearRelays(pair, link, view)];
  if (relays.length === 0) return [];
  const direct = new Set(
    tallyParties(view, pair.ports, link.premise).flatMap(({ from, to, may }) =>
      may === NO_PORTS ? [] : [`${from}\n${to}`],
    ),
  );
  const found = new Map<string, FleetCrossing>();
  for (const relay of relays) {
    for (const source of relay.sources) {
      for (const { block, ports } of relay.destinations) {
        const key = `${source.party}\n${block.party}`;
        if (source.party === block.party || direct.has(key) || found.has(key)) continue;
        found.set(key, crossingOver(pair, link, relay, source, block, ports));
      }
    }
  }
  return [...found.values()];
}

function farRelays(pair: ClusterPair, link: Link, view: RouteView): Relay[] {
  const { to, toBridge } = pair;
  return relaysOf(to).flatMap((group): Relay[] => {
    const relay = blockOf(group);
    if (!view.destinations.some(({ sample }) => sample >= 0)) return [];
    const sources = view.sources.filter(
      (source) => underPremise(link.premise, view.flow(source, relay)).may !== NO_PORTS,
    );
    const blocks = sources.length === 0 ? [] : foldEnds(to, (other) => String(to.reach.classOf[other]));
    const destinations = blocks.flatMap((block) => {
      const ports = toBridge.id(to.reach.flow(group, block.sample).may.id);
      return ports === NO_PORTS || block.sample === group ? [] : [{ block, ports }];
    });
    return [{ member: to, group, sources, destinations }];
  });
}

function nearRelays(pair: ClusterPair, link: Link, view: RouteView): Relay[] {
  const { from } = pair;
  return relaysOf(from).map((group): Relay => {
    const relay = blockOf(group);
    const destinations = view.destinations.flatMap((block) => {
      const { may } = underPremise(link.premise, view.flow(relay, block));
      return may === NO_PORTS ? [] : [{ block, ports: may }];
    });
    const sources =
      destinations.length === 0
        ? []
        : foldEnds(from, (other) => String(from.reach.classOf[other])).filter(
            ({ sample }) => sample !== group && !from.reach.flow(sample, group).may.isEmpty,
          );
    return { member: from, group, sources, destinations };
  });
}

function blockOf(group: number): EndBlock {
  return { party: '', sample: group, workloads: 1, onNode: false };
}

function crossingOver(
  pair: ClusterPair,
  link: Link,
  { member, group }: Relay,
  source: EndBlock,
  destination: EndBlock,
  ports: number,
): FleetCrossing {
  const { namespace, kind, name } = workloadOf(member, group);
  const may = portText(pair.ports.get(ports));
  return {
    from: { cluster: link.from, party: source.party },
    to: { cluster: link.to, party: destination.party },
    kind: link.kind,
    technology: link.technology,
    subject: `over ${kind} ${namespace}/${name} of ${member.name}`,
    verdict: 'unknown',
    must: '',
    may,
    pairs: { must: 0, may: source.workloads * destination.workloads },
    premise: link.premise,
    strength: link.strength,
    relayed: true,
    conditions: [],
    because: [...link.because, `what ${kind} ${namespace}/${name} passes on is decided at layer 7`],
    barriers: [],
    witness: {
      from: workloadOf(pair.from, source.sample),
      to: workloadOf(pair.to, destination.sample),
      ports: may,
      rules: [],
    },
  };
}
