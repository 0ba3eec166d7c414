import type { Workload } from '../../model/network-model.js';
import { byText } from '../../model/json-value.js';
import { nameOfWorkload } from '../../reachability/connections.js';
import type { Reading } from '../../reachability/ladder.js';
import type { Reachability } from '../../reachability/reachability.js';
import type { PortSet } from '../../sets/port-set.js';
import { type BitRow, forEachBit, hasBit } from './bit-row.js';
import { ClassGraph, type GraphChoice } from './class-graph.js';
import { closureOf } from './closure.js';
import { type Spread, type SpreadStart, pathTo, spread } from './spread.js';

/** Where it begins: some pod groups, or any address outside the cluster. */
export type BlastStart = { readonly groups: readonly number[] } | 'external';

/** What to follow. */
export interface BlastOptions {
  /** `forward`: whom a pod that fell can reach; `reverse`: from whom one can reach it. */
  readonly direction: GraphChoice['direction'];
  /** Only connections with one of these ports; default any. */
  readonly ports?: PortSet;
  /** Longest chain of connections; default any length. */
  readonly hops?: number;
}

/** A workload in the radius. Hops are null where nothing (certain, or possible) leads there. */
export interface BlastTarget {
  readonly workload: Workload;
  readonly must: number | null;
  readonly may: number;
}

/** One connection of a witness, from the one who opens it to the one who accepts it; null is an address outside. */
export interface BlastStep {
  readonly from: number | null;
  readonly to: number | null;
  readonly ports: PortSet;
}

/**
 * Everything that chains of connections lead to. Both bounds are followed separately: `must` along connections that are
 * certainly open, `may` along all that cannot be ruled out.
 */
export class BlastRadius {
  /** Nearest first, then by name; without the workloads it starts from unless it leads back to another pod of theirs. */
  readonly targets: readonly BlastTarget[];
  readonly #bounds: Readonly<Record<Reading, { readonly graph: ClassGraph; readonly spread: Spread }>>;

  constructor(
    graphs: Readonly<Record<Reading, ClassGraph>>,
    private readonly start: BlastStart,
    { hops = Infinity }: Pick<BlastOptions, 'hops'>,
  ) {
    const { reach } = graphs.must;
    const from: SpreadStart =
      start === 'external'
        ? start
        : { classes: [...new Set(start.groups.map((group) => reach.classOf[group] ?? 0))].sort((a, b) => a - b) };
    const must = { graph: graphs.must, spread: spread(graphs.must, from, hops) };
    const may = graphs.may === graphs.must ? must : { graph: graphs.may, spread: spread(graphs.may, from, hops) };
    this.#bounds = { must, may };
    this.targets = this.#findTargets(reach);
  }

  /** A shortest chain to a workload in the radius, in the order connections are opened; null when nothing leads there. */
  witness({ groups }: Workload, bound: Reading): readonly BlastStep[] | null {
    const { graph, spread: found } = this.#bounds[bound];
    const { reach, choice } = graph;
    const [nearest] = groups
      .map((group) => ({ group, own: reach.classOf[group] ?? 0 }))
      .filter(({ own }) => (found.hops[own] ?? -1) > 0)
      .sort((a, b) => (found.hops[a.own] ?? 0) - (found.hops[b.own] ?? 0));
    if (nearest === undefined) return null;
    const classes = pathTo(found, nearest.own);
    const ends: (number | null)[] = [];
    if (this.start === 'external') ends.push(null);
    for (const [at, own] of classes.entries()) {
      const isLast = at === classes.length - 1;
      const isFirst = at === 0 && this.start !== 'external';
      ends.push(isLast ? nearest.group : isFirst ? this.#startIn(own, reach) : memberOf(reach, own, ends.at(-1)));
    }
    const steps = ends.slice(1).map((to, at): BlastStep => {
      const [source, target] = choice.direction === 'forward' ? [ends[at] ?? null, to] : [to, ends[at] ?? null];
      return { from: source, to: target, ports: this.#portsBetween(graph, source, target) };
    });
    return choice.direction === 'forward' ? steps : steps.reverse();
  }

  #portsBetween({ reach, choice: { bound, ports } }: ClassGraph, from: number | null, to: number | null): PortSet {
    let open = reach.ports.none;
    if (from !== null && to !== null) open = reach.flow(from, to)[bound];
    else {
      const flows = from === null ? reach.externalTo(to ?? 0) : reach.externalFrom(from);
      for (const flow of flows) open = open.union(flow[bound]);
    }
    return ports === undefined ? open : open.intersect(ports);
  }

  #startIn(own: number, reach: Reachability): number {
    const groups = this.start === 'external' ? [] : this.start.groups;
    return groups.find((group) => reach.classOf[group] === own) ?? memberOf(reach, own, null);
  }

  #findTargets(reach: Reachability): BlastTarget[] {
    const own = new Set(this.start === 'external' ? [] : this.start.groups);
    const targets = reach.model.workloads.flatMap((workload): BlastTarget[] => {
      if (workload.groups.some((group) => own.has(group))) return [];
      const may = this.#hopsTo(workload, reach, 'may');
      return may === null ? [] : [{ workload, may, must: this.#hopsTo(workload, reach, 'must') }];
    });
    const order = ({ must, may }: BlastTarget): number => must ?? may;
    return targets.sort(
      (a, b) => order(a) - order(b) || byText(nameOfWorkload(a.workload), nameOfWorkload(b.workload)),
    );
  }

  #hopsTo({ groups }: Workload, reach: Reachability, bound: Reading): number | null {
    const { hops } = this.#bounds[bound].spread;
    const found = groups.map((group) => hops[reach.classOf[group] ?? 0] ?? -1).filter((distance) => distance > 0);
    return found.length === 0 ? null : Math.min(...found);
  }
}

/** Answers how far things spread in one cluster; what several questions share is kept. */
export class BlastAnalysis {
  readonly #graphs = new Map<string, ClassGraph>();

  constructor(private readonly reach: Reachability) {}

  /** The radius of a start. */
  of(start: BlastStart, options: BlastOptions): BlastRadius {
    const must = this.#graph('must', options);
    const may = this.reach.isCertain ? must : this.#graph('may', options);
    return new BlastRadius({ must, may }, start, options);
  }

  /** How many pods each group certainly puts in reach over any number of hops, itself not counted; by group. */
  sizes(options: Pick<BlastOptions, 'direction' | 'ports'>): Int32Array {
    const { classOf, model } = this.reach;
    const closure = closureOf(this.#graph('must', options));
    const pods = new Int32Array(this.reach.classCount);
    for (const [group, { members }] of model.groups.entries()) {
      const own = classOf[group] ?? 0;
      pods[own] = (pods[own] ?? 0) + members.length;
    }
    const counted = new Map<BitRow, number>();
    return Int32Array.from(model.groups, (_, group) => {
      const own = classOf[group] ?? 0;
      const row = closure.reachedFrom(own);
      let sum = counted.get(row);
      if (sum === undefined) {
        let total = 0;
        forEachBit(row, (far) => (total += pods[far] ?? 0));
        counted.set(row, (sum = total));
      }
      return hasBit(row, own) ? sum - 1 : sum;
    });
  }

  #graph(bound: Reading, { direction, ports }: BlastOptions): ClassGraph {
    const key = `${bound} ${direction} ${String(ports?.id ?? '')}`;
    let graph = this.#graphs.get(key);
    if (graph === undefined) {
      graph = new ClassGraph(this.reach, { bound, direction, ...(ports === undefined ? {} : { ports }) });
      this.#graphs.set(key, graph);
    }
    return graph;
  }
}

/** A group of a class; another one than the group before it where the class has several. */
function memberOf(reach: Reachability, own: number, before: number | null | undefined): number {
  let first = -1;
  for (let group = 0; group < reach.classOf.length; group++) {
    if (reach.classOf[group] !== own) continue;
    if (group !== before) return group;
    first = group;
  }
  return Math.max(first, 0);
}
