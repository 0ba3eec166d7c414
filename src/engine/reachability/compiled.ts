import type { Dialect, LowerContext } from '../dialects/dialect.js';
import type { Direction, Policy } from '../dialects/policy.js';
import { NETWORK_LAYER } from '../dialects/rung.js';
import type { NetworkModel } from '../model/network-model.js';
import type { PortSets } from '../sets/port-sets.js';
import type { DoubtIndex } from './doubt-index.js';
import { type AddressSpan, ExternalSweep } from './external-flows.js';
import { type Columns, type Factor, transpose } from './factor.js';
import type { ClassTable } from './factor-builder.js';
import type { ExternalFlow, Truth } from './flow.js';
import type { GroupIndex } from '../endpoints/group-index.js';
import type { GroupSets } from '../endpoints/group-sets.js';
import type { Reading } from './ladder.js';
import { mergeSpans } from './merge-spans.js';
import type { NamedPorts } from './named-ports.js';
import type { NodeNeighbours } from './node-locality.js';
import type { RuleCompiler } from './rule-compiler.js';
import type { Sides } from './side.js';
import type { SubjectTable } from './subject-table.js';
import type { TunnelTable } from './tunnel-table.js';

/** Both bounds of one thing; one object when nothing is uncertain. */
export interface Bounded<T> {
  readonly must: T;
  readonly may: T;
}

/** One direction of a compiled cluster. */
export interface CompiledDirection {
  readonly subjects: SubjectTable;
  readonly factor: Bounded<Factor>;
  /** Subjects whose rows were given up because the cluster exceeds the engine's limits. */
  readonly limited: ReadonlySet<number>;
}

/** What compilation hands over. */
export interface CompiledParts {
  readonly model: NetworkModel;
  readonly ports: PortSets;
  readonly policies: readonly Policy[];
  readonly table: ClassTable;
  readonly index: GroupIndex;
  readonly namedPorts: NamedPorts;
  readonly doubts: DoubtIndex;
  readonly neighbours: readonly NodeNeighbours[];
  readonly tunnels: TunnelTable;
  readonly compiler: RuleCompiler;
  readonly sides: Sides;
  readonly groupSets: GroupSets;
  readonly context: LowerContext;
  readonly dialects: readonly Dialect[];
  readonly ingress: CompiledDirection;
  readonly egress: CompiledDirection;
}

/** A cluster ready for questions. What only some questions need is computed on the first of them. */
export class Compiled {
  readonly #sweep: ExternalSweep;
  readonly #columns = new Map<Factor, Columns>();
  readonly #spans = new Map<string, readonly AddressSpan[]>();
  readonly #outside = new Map<string, readonly ExternalFlow[]>();

  constructor(readonly parts: CompiledParts) {
    this.#sweep = new ExternalSweep(parts.ports, parts.namedPorts);
  }

  /** True when both bounds agree for all traffic between pods. */
  get isCertain(): boolean {
    const { ingress, egress } = this.parts;
    return ingress.factor.must === ingress.factor.may && egress.factor.must === egress.factor.may;
  }

  /** The class of a group. */
  classOf(group: number): number {
    return this.parts.table.classOf[group] ?? 0;
  }

  columns(direction: Direction, reading: Reading): Columns {
    const factor = this.parts[direction].factor[reading];
    let columns = this.#columns.get(factor);
    if (columns === undefined) this.#columns.set(factor, (columns = transpose(factor)));
    return columns;
  }

  /** What a class permits with addresses outside the cluster; classes with one subject share the answer. */
  spans(direction: Direction, ownClass: number, reading: Reading): readonly AddressSpan[] {
    const { subjects, rowOf } = this.parts[direction].subjects;
    const row = rowOf[ownClass] ?? 0;
    const key = `${direction} ${reading} ${String(row)}`;
    const known = this.#spans.get(key);
    if (known !== undefined) return known;
    const subject = subjects[row];
    const spans = subject === undefined ? [] : this.#sweep.spans(subject, reading);
    this.#spans.set(key, spans);
    return spans;
  }

  /** What a class permits with the outside in both readings, merged; classes with one subject share the answer. */
  outside(direction: Direction, ownClass: number): readonly ExternalFlow[] {
    const key = `${direction} ${String(this.parts[direction].subjects.rowOf[ownClass] ?? 0)}`;
    let flows = this.#outside.get(key);
    if (flows === undefined) {
      flows = mergeSpans(
        this.spans(direction, ownClass, 'must'),
        this.spans(direction, ownClass, 'may'),
        this.parts.ports,
      );
      this.#outside.set(key, flows);
    }
    return flows;
  }

  /** Does some policy of the network plugin isolate a class? */
  isolation(direction: Direction, ownClass: number): Truth {
    const { subjects, rowOf } = this.parts[direction].subjects;
    const subject = subjects[rowOf[ownClass] ?? 0];
    if (subject === undefined) return 'no';
    const isolating = subject.sides.filter(
      ({ side }) => side.rung.layer.id === NETWORK_LAYER.id && side.rung.unmatched === 'deny' && side.isolates,
    );
    if (isolating.length > 0) {
      return this.parts.model.cni.enforced === 'yes' && isolating.some(({ certain }) => certain) ? 'yes' : 'unknown';
    }
    return subject.doubts.closes ? 'unknown' : 'no';
  }
}
