import type { Effect } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import { FAMILIES, type Family, lastAddress } from '../sets/ip-address.js';
import { type IpRange, wholeFamily } from '../sets/ip-range.js';
import { IpSet } from '../sets/ip-set.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Reading } from './factor-builder.js';
import type { NamedPorts } from './named-ports.js';
import { RowFold } from './row-fold.js';
import type { Step } from './rule-compiler.js';
import { stepOf } from './side.js';
import type { Subject } from './subject.js';

/** Addresses `range` and the port-set id that one subject permits with them. */
export interface AddressSpan {
  readonly range: IpRange;
  readonly ports: number;
}

/** Computes what a subject permits with every address outside the cluster by sweeping over block boundaries. */
export class ExternalSweep {
  readonly #fold: RowFold;

  constructor(
    private readonly ports: PortSets,
    private readonly namedPorts: NamedPorts,
  ) {
    this.#fold = new RowFold(ports, 0);
  }

  /** Spans covering both families completely, ascending; neighbours differ. */
  spans(subject: Subject, reading: Reading): readonly AddressSpan[] {
    const { isNode, sides, doubts } = subject;
    if (isNode || (reading === 'may' && doubts.opensExternal)) return everywhere(ALL_PORTS);
    if (reading === 'must' && doubts.closesExternal) return everywhere(NO_PORTS);
    if (sides.length === 0) return everywhere(ALL_PORTS);
    const rungs = this.#rungsOf(subject, reading);
    return FAMILIES.flatMap((family) => this.#sweep(rungs, family));
  }

  #sweep(rungs: readonly ExternalRung[], family: Family): AddressSpan[] {
    const spans: AddressSpan[] = [];
    const active = new Set<ExternalStep>();
    let lo = 0n;
    const closeSpan = (hi: bigint): void => {
      const ports = this.#judge(rungs, active);
      const last = spans.at(-1);
      if (last?.ports === ports) spans[spans.length - 1] = { range: { ...last.range, hi }, ports };
      else spans.push({ range: { family, lo, hi }, ports });
    };
    for (const { at, step, enters } of edgesOf(rungs, family)) {
      if (at > lo) {
        closeSpan(at - 1n);
        lo = at;
      }
      if (enters) active.add(step);
      else active.delete(step);
    }
    if (lo <= lastAddress(family)) closeSpan(lastAddress(family));
    return spans;
  }

  /** Climbs the ladder for addresses on which exactly the active steps match, and those for anyone. */
  #judge(rungs: readonly ExternalRung[], active: ReadonlySet<ExternalStep>): number {
    this.#fold.begin();
    for (const { combine, steps } of rungs) {
      this.#fold.beginRung(combine);
      for (const step of steps) {
        if (step.anyone || active.has(step)) this.#fold.applyToAll(step.effect, step.ports);
      }
      this.#fold.endRung();
    }
    return this.#fold.finish(() => undefined);
  }

  #rungsOf({ sides, direction, signature }: Subject, reading: Reading): ExternalRung[] {
    const rungs: { combine: Rung['combine']; order: number; steps: ExternalStep[] }[] = [];
    for (const { rung, rules } of sides) {
      let current = rungs.at(-1);
      if (current?.order !== rung.order)
        rungs.push((current = { combine: rung.combine, order: rung.order, steps: [] }));
      for (const rule of rules) current.steps.push(this.#stepOf(stepOf(rule, reading), direction, signature));
    }
    return rungs.map(({ combine, steps }) => ({
      combine,
      steps: combine === 'first-match' ? steps : mergeEqualPorts(steps),
    }));
  }

  /** A name resolves on the subject of ingress, and never on an address (semantics 01 §6). */
  #stepOf(
    { effect, anyone, addresses, ports: { fixed, names } }: Step,
    direction: Subject['direction'],
    signature: number,
  ): ExternalStep {
    let ports = fixed;
    if (direction === 'ingress') {
      for (const name of names) ports = this.ports.union(ports, this.namedPorts.resolve(signature, name));
    }
    return { effect, anyone, ports, addresses: IpSet.of(anyone ? [] : addresses.flatMap((set) => set.ranges)) };
  }
}

interface ExternalStep {
  readonly effect: Effect;
  readonly anyone: boolean;
  readonly ports: number;
  readonly addresses: IpSet;
}

interface ExternalRung {
  readonly combine: Rung['combine'];
  readonly steps: readonly ExternalStep[];
}

interface Edge {
  readonly at: bigint;
  readonly step: ExternalStep;
  readonly enters: boolean;
}

/** In a union, blocks with equal ports are one set of addresses: thousands of blocks become a handful of steps. */
function mergeEqualPorts(steps: readonly ExternalStep[]): ExternalStep[] {
  const merged = new Map<string, ExternalStep[]>();
  for (const step of steps) {
    if (!step.anyone && step.addresses.isEmpty) continue;
    const key = `${String(step.anyone)} ${String(step.ports)}`;
    const alike = merged.get(key);
    if (alike === undefined) merged.set(key, [step]);
    else alike.push(step);
  }
  return [...merged.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined
      ? []
      : [{ ...first, addresses: IpSet.of(alike.flatMap((step) => step.addresses.ranges)) }];
  });
}

function edgesOf(rungs: readonly ExternalRung[], family: Family): Edge[] {
  const edges: Edge[] = [];
  for (const { steps } of rungs) {
    for (const step of steps) {
      for (const range of step.addresses.ranges) {
        if (range.family !== family) continue;
        edges.push({ at: range.lo, step, enters: true }, { at: range.hi + 1n, step, enters: false });
      }
    }
  }
  return edges.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function everywhere(ports: number): AddressSpan[] {
  return FAMILIES.map((family) => ({ range: wholeFamily(family), ports }));
}
