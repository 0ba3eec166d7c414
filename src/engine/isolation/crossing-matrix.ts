import type { Reachability } from '../reachability/reachability.js';
import type { PortSet } from '../sets/port-set.js';
import { NO_PORTS } from '../sets/port-sets.js';
import { BlockFlows, type BlockFlow } from './block-flows.js';
import type { Block, Blocks } from './blocks.js';
import type { Contracts } from './contracts.js';
import { FactCollector } from './fact-collector.js';
import type { FlowFact } from './flow-fact.js';

/** Two blocks between which something can pass. */
export interface BlockPair {
  readonly source: Block;
  readonly destination: Block;
}

/** Everything between two parties, before it is put into words. */
export interface PairTotal {
  readonly from: number;
  readonly to: number;
  must: number;
  may: number;
  /** True when something open is outside every contract. */
  out: boolean;
  mustPairs: number;
  mayPairs: number;
  /** The most telling pair of blocks: outside contracts before inside, certain before possible, first before later. */
  rank: number;
  witness: BlockPair | undefined;
  /** The first pair of blocks whose flow is not certain. */
  doubt: BlockPair | undefined;
}

/** Totals by party pair and facts by tenant, out of one walk over all pairs of blocks. */
export interface CrossingMatrix {
  /** Row-major: from · parties + to. */
  readonly totals: readonly PairTotal[];
  readonly facts: readonly FlowFact[];
}

/**
 * Walks every ordered pair of blocks of different parties once.
 * @param sensitive ports that count as dangerous to open
 */
export function crossingMatrix(
  reach: Reachability,
  blocks: Blocks,
  contracts: Contracts,
  sensitive: PortSet,
): CrossingMatrix {
  const flows = new BlockFlows(reach, blocks, contracts);
  const facts = new FactCollector(reach.ports, blocks, sensitive);
  const count = blocks.parties.length;
  const totals = Array.from({ length: count * count }, (_, at): PairTotal => ({
    from: Math.floor(at / count),
    to: at % count,
    must: NO_PORTS,
    may: NO_PORTS,
    out: false,
    mustPairs: 0,
    mayPairs: 0,
    rank: 0,
    witness: undefined,
    doubt: undefined,
  }));
  const flow: BlockFlow = { must: NO_PORTS, may: NO_PORTS, outMust: NO_PORTS, outMay: NO_PORTS };
  for (const source of blocks.list) {
    flows.from(source);
    facts.from(source);
    for (const [index, destination] of blocks.list.entries()) {
      if (source.party === destination.party || !flows.to(destination, flow)) continue;
      const total = totals[source.party * count + destination.party];
      if (total !== undefined) add(reach, total, source, destination, flow);
      if (flow.outMay !== NO_PORTS) facts.add(index, destination, flow);
    }
  }
  return { totals, facts: facts.finish() };
}

function add(reach: Reachability, total: PairTotal, source: Block, destination: Block, flow: BlockFlow): void {
  const pairs = source.units.length * destination.units.length;
  total.must = reach.ports.union(total.must, flow.must);
  total.may = reach.ports.union(total.may, flow.may);
  total.mayPairs += pairs;
  if (flow.must !== NO_PORTS) total.mustPairs += pairs;
  if (flow.outMay !== NO_PORTS) total.out = true;
  const rank =
    1 + (flow.must === NO_PORTS ? 0 : 1) + (flow.outMay === NO_PORTS ? 0 : 2) + (flow.outMust === NO_PORTS ? 0 : 4);
  if (flow.must !== flow.may) total.doubt ??= { source, destination };
  if (rank <= total.rank) return;
  total.rank = rank;
  total.witness = { source, destination };
}
