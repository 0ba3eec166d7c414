import { NO_PORTS, type PortSets } from '../../sets/port-sets.js';
import type { Premise } from '../link.js';
import type { EndBlock } from '../routes/end-block.js';
import type { PortBounds } from '../routes/port-bounds.js';
import type { RouteView } from '../routes/route-view.js';

/** Two blocks that stand for a party pair. */
export interface BlockPair {
  readonly source: EndBlock;
  readonly destination: EndBlock;
}

/** Everything between two parties along one route. */
export interface PartyTotal {
  readonly from: string;
  readonly to: string;
  must: number;
  may: number;
  mustPairs: number;
  mayPairs: number;
  /** The most open pair, certain before possible before closed, first before later. */
  shown: BlockPair;
  rank: number;
  /** The first pair that is not certain. */
  doubt: BlockPair | undefined;
  readonly conditions: Set<string>;
}

/** What a premise leaves of what policy lets pass. */
export function underPremise(premise: Premise, { must, may }: PortBounds): PortBounds {
  return { must: premise === 'proven' ? must : NO_PORTS, may: premise === 'excluded' ? NO_PORTS : may };
}

/** Adds up the blocks of a route by parties; traffic inside one party is no crossing. */
export function tallyParties(view: RouteView, ports: PortSets, premise: Premise): PartyTotal[] {
  const totals = new Map<string, PartyTotal>();
  for (const source of view.sources) {
    for (const destination of view.destinations) {
      if (source.party === destination.party) continue;
      const { must, may } = underPremise(premise, view.flow(source, destination));
      const key = `${source.party}\n${destination.party}`;
      let total = totals.get(key);
      if (total === undefined) {
        const { party: from } = source;
        total = {
          from,
          to: destination.party,
          must: NO_PORTS,
          may: NO_PORTS,
          mustPairs: 0,
          mayPairs: 0,
          shown: { source, destination },
          rank: 0,
          doubt: undefined,
          conditions: new Set(),
        };
        totals.set(key, total);
      }
      add(total, ports, { must, may }, { source, destination }, view);
    }
  }
  return [...totals.values()];
}

function add(total: PartyTotal, ports: PortSets, { must, may }: PortBounds, pair: BlockPair, view: RouteView): void {
  if (may === NO_PORTS) return;
  const pairs = pair.source.workloads * pair.destination.workloads;
  total.must = ports.union(total.must, must);
  total.may = ports.union(total.may, may);
  total.mayPairs += pairs;
  if (must !== NO_PORTS) total.mustPairs += pairs;
  for (const condition of view.conditions(pair.destination)) total.conditions.add(condition);
  if (must !== may) total.doubt ??= pair;
  const rank = must === NO_PORTS ? 1 : 2;
  if (rank <= total.rank) return;
  total.rank = rank;
  total.shown = pair;
}
