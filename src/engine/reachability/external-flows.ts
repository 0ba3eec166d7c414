import { FAMILIES, type Family, lastAddress } from '../sets/ip-address.js';
import { type IpRange, wholeFamily } from '../sets/ip-range.js';
import { IpSet } from '../sets/ip-set.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';
import { ActiveMoves } from './active-moves.js';
import { ClimbPlan, type ExternalStep, type PlannedMove } from './climb-plan.js';
import { type Reading, climb } from './ladder.js';
import type { NamedPorts } from './named-ports.js';
import { RowFold } from './row-fold.js';
import type { Step } from './rule-compiler.js';
import { type Subject, isUntouched } from './subject.js';

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
    const { doubts } = subject;
    if (isUntouched(subject) || (reading === 'may' && doubts.opensExternal)) return everywhere(ALL_PORTS);
    if (reading === 'must' && doubts.closesExternal) return everywhere(NO_PORTS);
    const plan = this.#planOf(subject, reading);
    return FAMILIES.flatMap((family) => this.#sweep(plan, family));
  }

  #sweep(plan: readonly PlannedMove[], family: Family): AddressSpan[] {
    const spans: AddressSpan[] = [];
    const active = new ActiveMoves(plan);
    let lo = 0n;
    const closeSpan = (hi: bigint): void => {
      const ports = this.#judge(active);
      const last = spans.at(-1);
      if (last?.ports === ports) spans[spans.length - 1] = { range: { ...last.range, hi }, ports };
      else spans.push({ range: { family, lo, hi }, ports });
    };
    for (const { at, position, enters } of edgesOf(plan, family)) {
      if (at > lo) {
        closeSpan(at - 1n);
        lo = at;
      }
      if (enters) active.enter(position);
      else active.leave(position);
    }
    if (lo <= lastAddress(family)) closeSpan(lastAddress(family));
    return spans;
  }

  /** Climbs the ladder for addresses on which exactly the active moves happen. */
  #judge(active: ActiveMoves): number {
    this.#fold.begin();
    for (const move of active.inOrder()) {
      if ('move' in move) move.move(this.#fold);
      else this.#fold.applyToAll(move.effect, move.ports);
    }
    return this.#fold.finish(() => undefined);
  }

  #planOf({ sides, direction, signature }: Subject, reading: Reading): readonly PlannedMove[] {
    const plan = new ClimbPlan();
    climb(sides, reading, {
      machine: plan,
      onStep: (step) => {
        plan.add(this.#stepOf(step, direction, signature));
      },
    });
    return plan.moves;
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

interface Edge {
  readonly at: bigint;
  /** Of the step in its plan. */
  readonly position: number;
  readonly enters: boolean;
}

function edgesOf(plan: readonly PlannedMove[], family: Family): Edge[] {
  const edges: Edge[] = [];
  for (const [position, step] of plan.entries()) {
    if ('move' in step) continue;
    for (const range of step.addresses.ranges) {
      if (range.family !== family) continue;
      edges.push({ at: range.lo, position, enters: true }, { at: range.hi + 1n, position, enters: false });
    }
  }
  return edges.sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
}

function everywhere(ports: number): AddressSpan[] {
  return FAMILIES.map((family) => ({ range: wholeFamily(family), ports }));
}
