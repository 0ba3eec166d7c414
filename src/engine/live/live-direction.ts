import type { Direction, Policy } from '../dialects/policy.js';
import type { CompiledParts } from '../reachability/compiled.js';
import type { FactorBuilder } from '../reachability/factor-builder.js';
import type { Reading } from '../reachability/ladder.js';
import { inLadderOrder } from '../reachability/subject-table.js';
import { type Subject, subjectKey } from '../reachability/subject.js';
import type { Side } from '../reachability/side.js';
import type { LiveClasses } from './live-classes.js';
import type { LiveRow } from './live-row.js';

/** Both bounds of one row; one object when they agree. */
export interface LiveRows {
  readonly must: LiveRow;
  readonly may: LiveRow;
}

/** One direction of a cluster that changes: which policies select each class, and the rows that differ from the start. */
export class LiveDirection {
  readonly #selecting: (readonly number[])[];
  readonly #rows = new Map<number, LiveRows>();

  constructor(
    private readonly direction: Direction,
    private readonly parts: CompiledParts,
    private readonly classes: LiveClasses,
    /** Policies by position; edits append and clear. */
    private readonly policies: readonly (Policy | null)[],
  ) {
    this.#selecting = [...parts[direction].subjects.selecting];
  }

  /** A class was split off another and starts out like it. */
  inherit(child: number, parent: number): void {
    this.#selecting[child] = this.#selecting[parent] ?? [];
    const rows = this.#rows.get(parent);
    if (rows !== undefined) this.#rows.set(child, rows);
  }

  /** Changes which policies select a class. */
  select(own: number, removed: ReadonlySet<number>, added: readonly number[]): void {
    const kept = (this.#selecting[own] ?? []).filter((position) => !removed.has(position));
    this.#selecting[own] = [...kept, ...added];
  }

  /** The rows of a class now. */
  rowsOf(own: number): LiveRows {
    const live = this.#rows.get(own);
    if (live !== undefined) return live;
    let origin = own;
    while (origin >= this.parts.table.members.length) origin = this.classes.parentOf[origin] ?? 0;
    const { must, may } = this.parts[this.direction].factor;
    const first = rowOfFactor(must, origin);
    const rows = { must: first, may: must === may ? first : rowOfFactor(may, origin) };
    this.#rows.set(own, rows);
    return rows;
  }

  /** Computes the rows of some classes again; equal subjects share them. */
  recompute(own: Iterable<number>, builder: FactorBuilder): void {
    const bySubject = new Map<string, LiveRows>();
    for (const id of own) {
      const subject = this.#subjectOf(id);
      const key = subjectKey(subject);
      let rows = bySubject.get(key);
      if (rows === undefined) bySubject.set(key, (rows = this.#rowsFor(subject, builder)));
      this.#rows.set(id, rows);
    }
  }

  #rowsFor(subject: Subject, builder: FactorBuilder): LiveRows {
    const must = this.#row(subject, 'must', builder);
    const may = this.#row(subject, 'may', builder);
    return { must, may: sameRow(must, may) ? must : may };
  }

  #row(subject: Subject, reading: Reading, builder: FactorBuilder): LiveRow {
    const classes: number[] = [];
    const ports: number[] = [];
    const rest = builder.row(subject, reading, (far, id) => {
      classes.push(far);
      ports.push(id);
    });
    return { rest, classes, ports, known: this.classes.count };
  }

  #subjectOf(own: number): Subject {
    const { index, sides, doubts, neighbours, tunnels, namedPorts } = this.parts;
    const [group = 0] = this.classes.groupsOf(own);
    const applied = new Map<Side, boolean>();
    for (const position of this.#selecting[own] ?? []) {
      const policy = this.policies[position];
      const side = policy === null || policy === undefined ? null : sides.of(policy, this.direction);
      if (side === null || policy === null || policy === undefined) continue;
      applied.set(side, this.#applies(policy, group) || applied.get(side) === true);
    }
    const inOrder = inLadderOrder(applied);
    const usesNames = this.direction === 'ingress' && inOrder.some(({ side }) => side.usesNames);
    return {
      id: own,
      direction: this.direction,
      isNode: index.isNode[group] === 1,
      sides: inOrder,
      signature: usesNames ? (namedPorts.signatureOf[group] ?? 0) : 0,
      doubts: doubts.effectOn(index.identityOf(group), this.direction),
      neighbours: neighbours[group] ?? { id: 0, certain: [], possible: [] },
      tunnels: tunnels.of(group, this.direction),
    };
  }

  #applies(policy: Policy, group: number): boolean {
    if (policy.tentative === true) return false;
    const { certain, possible } = this.parts.groupSets.subjectOf(policy);
    return certain === possible || certain.includes(group);
  }
}

function rowOfFactor(factor: CompiledParts['ingress']['factor']['must'], own: number): LiveRow {
  const row = factor.rowOf[own] ?? 0;
  const from = factor.start[row] ?? 0;
  const to = factor.start[row + 1] ?? 0;
  return {
    rest: factor.defaults[row] ?? 0,
    classes: Array.from(factor.classes.subarray(from, to)),
    ports: Array.from(factor.ports.subarray(from, to)),
    known: factor.rowOf.length,
  };
}

function sameRow(a: LiveRow, b: LiveRow): boolean {
  return (
    a.rest === b.rest &&
    a.classes.length === b.classes.length &&
    a.classes.every((far, at) => far === b.classes[at] && a.ports[at] === b.ports[at])
  );
}
