import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';
import { NETWORK_LAYER } from '../dialects/rung.js';
import type { Factor } from './factor.js';
import { GrowingInts } from './growing-ints.js';
import { ENGINE_LIMITS, type EngineLimits } from './engine-limits.js';
import type { NamedPorts } from './named-ports.js';
import { type Reading, climb } from './ladder.js';
import { RowFold } from './row-fold.js';
import type { Step } from './rule-compiler.js';
import { type Subject, isUntouched, sidesAbove } from './subject.js';
import { TunnelFold } from './tunnel-fold.js';

/** Classes of groups, and what the rows need to know about them. */
export interface ClassTable {
  /** Group → class. */
  readonly classOf: Int32Array;
  /** Class → its first group. */
  readonly members: ArrayLike<number>;
  /** Class → named-port signature. */
  readonly signatureOf: ArrayLike<number>;
}

/** Computes the rows of one direction: one per distinct subject. */
export class FactorBuilder {
  readonly #fold: RowFold;
  readonly #tunnels: TunnelFold;
  readonly #classSets = new Map<Int32Array, Int32Array>();
  readonly #named = new Map<string, readonly number[]>();

  private readonly limits: EngineLimits;

  /** @param options `capacity`: room for classes the table may still gain */
  constructor(
    private readonly ports: PortSets,
    private readonly table: ClassTable,
    private readonly namedPorts: NamedPorts,
    {
      limits = ENGINE_LIMITS,
      capacity = table.members.length,
    }: { readonly limits?: EngineLimits; readonly capacity?: number } = {},
  ) {
    this.limits = limits;
    this.#fold = new RowFold(ports, capacity);
    this.#tunnels = new TunnelFold(ports, this.#fold, (groups) => this.#classesOf(groups));
  }

  /**
   * One factor in one reading; `rowOf` maps classes to positions in `subjects`. Rows beyond the limits answer nothing
   * for certain and rule nothing out, and are named in `limited`.
   */
  build(
    subjects: readonly Subject[],
    rowOf: Int32Array,
    reading: Reading,
  ): { readonly factor: Factor; readonly limited: ReadonlySet<number> } {
    const defaults = new Int32Array(subjects.length);
    const start = new Int32Array(subjects.length + 1);
    const classes = new GrowingInts();
    const ports = new GrowingInts();
    const emit = (cell: number, id: number): void => {
      classes.push(cell);
      ports.push(id);
    };
    const limited = new Set<number>();
    for (const [row, subject] of subjects.entries()) {
      const isSpent = this.ports.size >= this.limits.portSets || classes.length >= this.limits.rowEntries;
      if (isSpent && !isUntouched(subject)) {
        limited.add(row);
        defaults[row] = reading === 'may' ? ALL_PORTS : NO_PORTS;
      } else defaults[row] = this.row(subject, reading, emit);
      start[row + 1] = classes.length;
    }
    return { factor: { rowOf, defaults, start, classes: classes.toArray(), ports: ports.toArray() }, limited };
  }

  /** Classes were split: what was found about sets of groups counts no more. */
  forget(): void {
    this.#classSets.clear();
    this.#named.clear();
  }

  /** One row: emits every class that differs from the returned default, ascending. */
  row(subject: Subject, reading: Reading, emit: (cell: number, ports: number) => void): number {
    const { doubts } = subject;
    if (isUntouched(subject) || (reading === 'may' && doubts.opens)) return ALL_PORTS;
    const isClosed = reading === 'must' && doubts.closes;
    this.#fold.begin();
    if (isClosed) {
      this.#fold.beginRung('union');
      this.#fold.endRung('deny');
      if (!doubts.closesOwnNode) this.#admitNeighbours(subject, reading);
      this.#fold.endLayer();
    }
    const { direction, signature } = subject;
    climb(isClosed ? sidesAbove(subject, NETWORK_LAYER) : subject.sides, reading, {
      machine: this.#fold,
      onStep: (step) => {
        if (direction === 'ingress') this.#applyAtSubject(step, signature);
        else this.#applyAtFarEnd(step);
      },
      afterNetwork: () => {
        this.#tunnels.apply(subject.tunnels, reading);
        this.#admitNeighbours(subject, reading);
      },
    });
    return this.#fold.finish(emit);
  }

  /** Ingress: the subject is the destination, so its own names decide the ports once for all far ends. */
  #applyAtSubject(step: Step, signature: number): void {
    const ports = this.#portsAt(step, signature);
    if (ports === NO_PORTS) return;
    if (step.anyone) {
      this.#fold.applyToAll(step.effect, ports);
      return;
    }
    for (const groups of step.groups) {
      for (const far of this.#classesOf(groups)) this.#fold.apply(far, step.effect, ports);
    }
  }

  /** Egress: every far end is a destination with names of its own. */
  #applyAtFarEnd(step: Step): void {
    const { fixed, names } = step.ports;
    const portsOf =
      names.length === 0 ? undefined : (far: number): number => this.#portsAt(step, this.table.signatureOf[far] ?? 0);
    if (step.anyone) {
      for (const name of names) for (const far of this.#classesNaming(name)) this.#fold.touch(far);
      this.#fold.applyToAll(step.effect, fixed, portsOf);
      return;
    }
    for (const groups of step.groups) {
      for (const far of this.#classesOf(groups))
        this.#fold.apply(far, step.effect, portsOf === undefined ? fixed : portsOf(far));
    }
  }

  /** Processes of the pod's own node always reach it; towards its node only some plugins filter (semantics 01 §8). */
  #admitNeighbours({ neighbours, direction }: Subject, reading: Reading): void {
    const admitted = reading === 'may' ? neighbours.possible : direction === 'ingress' ? neighbours.certain : [];
    for (const group of admitted) this.#fold.admit(this.table.classOf[group] ?? 0);
  }

  #portsAt(step: Step, signature: number): number {
    let ports = step.ports.fixed;
    for (const name of step.ports.names) ports = this.ports.union(ports, this.namedPorts.resolve(signature, name));
    return ports;
  }

  /** Classes were refined by every set, so a set of groups is a set of classes. */
  #classesOf(groups: Int32Array): Int32Array {
    let classes = this.#classSets.get(groups);
    if (classes === undefined) {
      const distinct = new Set<number>();
      for (const group of groups) distinct.add(this.table.classOf[group] ?? 0);
      this.#classSets.set(groups, (classes = Int32Array.from(distinct)));
    }
    return classes;
  }

  #classesNaming(name: string): readonly number[] {
    let classes = this.#named.get(name);
    if (classes === undefined) {
      classes = Array.from({ length: this.table.signatureOf.length }, (_, far) => far).filter(
        (far) => this.namedPorts.resolve(this.table.signatureOf[far] ?? 0, name) !== NO_PORTS,
      );
      this.#named.set(name, classes);
    }
    return classes;
  }
}
