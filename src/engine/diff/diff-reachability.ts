import type { Workload } from '../model/network-model.js';
import type { Reachability } from '../reachability/reachability.js';
import { candidatePairs } from './changed-pairs.js';
import { type OutsideChange, diffOutside } from './diff-outside.js';
import { DiffTally, type PairChange, type PairTotals, type PartyChange, type SharedFlow } from './diff-tally.js';
import { type JointBlock, jointBlocks } from './joint-blocks.js';
import { SharedPorts } from './shared-ports.js';

/** The difference of two clusters: exact totals, and as many examples as asked for. */
export interface ReachabilityDiff extends PairTotals {
  /** True when no flow differs in either bound, inside or with the outside. */
  readonly isEmpty: boolean;
  /** Sorted by from, to. */
  readonly byParty: readonly PartyChange[];
  /** The first pairs, sorted by from, to. */
  readonly pairs: readonly PairChange[];
  /** Differences with addresses outside, sorted by workload, direction and address; the first ones. */
  readonly outside: readonly OutsideChange[];
  /** Workloads whose flows with the outside differ. */
  readonly outsideWorkloads: number;
  /** True when `pairs` or `outside` were cut. */
  readonly truncated: boolean;
  /** Workloads that exist on one side only, sorted. */
  readonly workloads: { readonly added: readonly string[]; readonly removed: readonly string[] };
}

/** What to tell. */
export interface DiffOptions {
  /** Most examples of pairs, and of changes with the outside; default 1,000 of each. */
  readonly limit?: number;
  /** Whom a workload belongs to; default its namespace. */
  readonly partyOf?: (workload: Workload) => string;
}

/**
 * Compares two clusters exactly without expanding pairs (engine §3.13): workloads are matched by namespace, kind and name
 * and sorted into blocks that neither side tells apart.
 */
export function diffReachability(
  before: Reachability,
  after: Reachability,
  { limit = 1_000, partyOf = ({ namespace }) => namespace }: DiffOptions = {},
): ReachabilityDiff {
  const shared = new SharedPorts();
  const blocks = jointBlocks(before, after, partyOf);
  const tally = new DiffTally(limit);
  for (const [source, destinations] of candidatePairs({ before, after }, blocks, shared)) {
    const old = new BlockFlows(before, source.before, shared);
    const fresh = new BlockFlows(after, source.after, shared);
    for (const destination of destinations) {
      const pairs = pairsBetween(source, destination);
      if (pairs === 0) continue;
      const was = old.to(destination.before);
      const is = fresh.to(destination.after);
      if (was.must === is.must && was.may === is.may) continue;
      tally.add(source, destination, pairs, was, is);
    }
  }
  const joint = blocks.flatMap(({ workloads }) => workloads);
  const { changes, workloads } = diffOutside(before, after, joint, limit);
  return {
    isEmpty: tally.isEmpty && workloads === 0,
    must: tally.total.must,
    may: tally.total.may,
    byParty: tally.byParty(),
    pairs: tally.pairs(),
    outside: changes.slice(0, limit),
    outsideWorkloads: workloads,
    truncated: tally.isCut || changes.length > limit,
    workloads: {
      added: joint.flatMap(({ name, before: was }) => (was === null ? [name] : [])).sort(),
      removed: joint.flatMap(({ name, after: is }) => (is === null ? [name] : [])).sort(),
    },
  };
}

/** Flows of one block's classes on one side; the rows are computed once, on the first question. */
class BlockFlows {
  #rows: readonly { readonly must: Int32Array; readonly may: Int32Array }[] | undefined;

  constructor(
    private readonly reach: Reachability,
    private readonly classes: readonly number[],
    private readonly shared: SharedPorts,
  ) {}

  to(classes: readonly number[]): SharedFlow {
    const { ports } = this.reach;
    this.#rows ??= this.classes.map((own) => this.reach.rowOfClass(own));
    const unite = (bound: 'must' | 'may'): number => {
      let sum = ports.none.id;
      for (const row of this.#rows ?? []) for (const far of classes) sum = ports.union(sum, row[bound][far] ?? 0);
      return sum;
    };
    const must = unite('must');
    const may = unite('may');
    return {
      must: this.shared.id(ports, must),
      may: this.shared.id(ports, may),
      flow: () => (may === ports.none.id ? null : { must: ports.get(must), may: ports.get(may) }),
    };
  }
}

function pairsBetween(source: JointBlock, destination: JointBlock): number {
  const { length } = source.workloads;
  return source.id === destination.id ? length * (length - 1) : length * destination.workloads.length;
}
