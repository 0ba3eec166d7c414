import { byText } from '../model/json-value.js';
import type { NetworkModel } from '../model/network-model.js';
import type { Explanation } from '../reachability/explanation.js';
import type { Reachability } from '../reachability/reachability.js';
import type { PortSet } from '../sets/port-set.js';
import type { Blocks } from './blocks.js';
import type { Crossing, DecidingRule, Verdict, Witness, WorkloadRef } from './crossing.js';
import type { BlockPair, CrossingMatrix, PairTotal } from './crossing-matrix.js';
import type { Unit } from './units.js';

/** Ports as crossings print them: empty text for no port. */
export function portText(ports: PortSet): string {
  return ports.isEmpty ? '' : ports.toString();
}

/** TCP ports from which a set reads as nearly everything. */
const NEARLY_ALL = 60_000;
/** Ranges a sentence can hold. */
const RANGES_SHOWN = 6;

/** Ports for sentences: exact where that is readable, a summary where it is not. */
export function portSummary(ports: PortSet): string {
  if (ports.isEveryTransport) return 'all ports';
  const ranges = ports.ranges();
  const tcp = ranges.filter(({ lane }) => lane === 'TCP').reduce((sum, { lo, hi }) => sum + hi - lo + 1, 0);
  if (tcp > NEARLY_ALL) return 'nearly all ports';
  if (ranges.length <= RANGES_SHOWN) return portText(ports);
  const shown = ranges
    .slice(0, RANGES_SHOWN)
    .map(({ lane, lo, hi }) => `${lane} ${lo === hi ? String(lo) : `${String(lo)}-${String(hi)}`}`);
  return `${shown.join(', ')} and more`;
}

/** What certain and possible ports together say. */
export function verdictOf(must: PortSet, may: PortSet): Verdict {
  if (!must.isEmpty) return 'allowed';
  return may.isEmpty ? 'denied' : 'unknown';
}

/** The rules both ends go by, without their ports, each once. */
export function rulesOf({ egress, ingress }: Explanation): DecidingRule[] {
  const rules = [...(egress?.rules ?? []), ...(ingress?.rules ?? [])];
  const distinct = new Map<string, DecidingRule>();
  for (const { policy, rule, direction, effect } of rules) {
    const one: DecidingRule = { policy, direction, effect, ...(rule === undefined ? {} : { rule }) };
    distinct.set(JSON.stringify(one), one);
  }
  return [...distinct.values()];
}

/** The workload a unit belongs to. */
export function refOfUnit(model: NetworkModel, unit: Unit): WorkloadRef {
  const { namespace = '', kind = '', name = '' } = model.workloads[unit.workload] ?? {};
  return { namespace, kind, name };
}

/** The groups of two workloads between which most is open: certain before possible. */
export function openEnds(
  reach: Reachability,
  sources: readonly number[],
  destinations: readonly number[],
): { readonly from: number; readonly to: number } {
  let best = { from: sources[0] ?? 0, to: destinations[0] ?? 0, rank: -1 };
  for (const from of sources) {
    for (const to of destinations) {
      const { must, may } = reach.flow(from, to);
      const rank = must.isEmpty ? (may.isEmpty ? 0 : 1) : 2;
      if (rank > best.rank) best = { from, to, rank };
    }
  }
  return best;
}

/** Puts party totals into words, with a witness and its deciding rules for everything that is open. */
export class CrossingWriter {
  private readonly explained = new Map<string, Explanation>();

  constructor(
    private readonly reach: Reachability,
    private readonly blocks: Blocks,
  ) {}

  /** One crossing for every ordered pair of parties, sorted by from, to. */
  write({ totals }: CrossingMatrix): Crossing[] {
    return totals
      .filter(({ from, to }) => from !== to)
      .map((total) => this.crossing(total))
      .sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to));
  }

  /** Explanation for two units; asked once for each pair of classes. */
  explain(from: number, to: number): Explanation {
    const { classOf } = this.reach;
    const key = `${String(classOf[from])}>${String(classOf[to])}`;
    let known = this.explained.get(key);
    if (known === undefined) {
      known = this.reach.explain({ group: from }, { group: to });
      this.explained.set(key, known);
    }
    return known;
  }

  private crossing(total: PairTotal): Crossing {
    const must = this.reach.ports.get(total.must);
    const may = this.reach.ports.get(total.may);
    const { witness, doubt } = total;
    return {
      from: this.blocks.parties[total.from] ?? '',
      to: this.blocks.parties[total.to] ?? '',
      verdict: verdictOf(must, may),
      must: portText(must),
      may: portText(may),
      pairs: { must: total.mustPairs, may: total.mayPairs },
      because: doubt === undefined || must.id === may.id ? [] : this.reasons(doubt),
      ...(witness === undefined ? {} : { witness: this.witness(witness) }),
      withinContract: !may.isEmpty && !total.out,
    };
  }

  private witness({ source, destination }: BlockPair): Witness {
    const { from, to } = openEnds(this.reach, source.sample.groups, destination.sample.groups);
    const { must, may } = this.reach.flow(from, to);
    return {
      from: refOfUnit(this.reach.model, source.sample),
      to: refOfUnit(this.reach.model, destination.sample),
      ports: portText(must.isEmpty ? may : must),
      rules: rulesOf(this.explain(from, to)),
    };
  }

  private reasons({ source, destination }: BlockPair): readonly string[] {
    const { from, to } = openEnds(this.reach, source.sample.groups, destination.sample.groups);
    return this.explain(from, to).because;
  }
}
