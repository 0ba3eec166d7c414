import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import { type Factor, cellOf } from './factor.js';
import { type Reading, roundingOf } from './ladder.js';
import type { PairTally } from './pair-tally.js';
import type { PartyMembers, Share } from './party-members.js';
import { rowFrom } from './rows.js';

/**
 * Counts all pairs of units that lie in one class each. Every cell starts as the meeting of two defaults, counted in
 * bulk; each exception then replaces what it stands for, and where two exceptions meet the overlap is put right.
 */
export function tallyLadder(compiled: Compiled, members: PartyMembers, reading: Reading, tally: PairTally): void {
  const egress = compiled.parts.egress.factor[reading];
  const ingress = compiled.parts.ingress.factor[reading];
  if (isDense(egress, ingress)) {
    tallyCells(compiled, members, reading, tally);
    return;
  }
  const sums = new Sums(egress, ingress, members, boundedAlgebra(compiled.parts.ports, reading), tally);
  sums.addDefaults();
  sums.replaceByEgress();
  sums.replaceByIngress();
  sums.repairMeetings();
  sums.removeSelf();
}

/** Where most cells are exceptions anyway, walking the cells is cheaper than putting exceptions right. */
function isDense(egress: Factor, ingress: Factor): boolean {
  const cells = egress.rowOf.length ** 2;
  return egress.classes.length + ingress.classes.length > cells / 2;
}

function tallyCells(compiled: Compiled, { shares }: PartyMembers, reading: Reading, tally: PairTally): void {
  for (const [src, from] of shares.entries()) {
    if (from.length === 0) continue;
    const row = rowFrom(compiled, src)[reading];
    for (const [dst, to] of shares.entries()) {
      const ports = row[dst] ?? NO_PORTS;
      for (const sender of from) {
        for (const { party, units } of to) {
          const self = src === dst && party === sender.party ? sender.units : 0;
          tally.add(sender.party, party, ports, sender.units * units - self);
        }
      }
    }
  }
}

/** Meetings of two rows may be as many as pairs of classes; the table of port sets must not grow with them. */
function boundedAlgebra(ports: PortSets, reading: Reading): Pick<PortSets, 'intersect'> {
  const rounding = roundingOf(reading);
  return { intersect: (a, b) => ports.boundedIntersection(a, b, rounding) };
}

class Sums {
  readonly #senders: readonly (readonly Share[])[];
  readonly #receivers: readonly (readonly Share[])[];

  constructor(
    private readonly egress: Factor,
    private readonly ingress: Factor,
    private readonly members: PartyMembers,
    private readonly ports: Pick<PortSets, 'intersect'>,
    private readonly tally: PairTally,
  ) {
    this.#senders = sharesOfRows(egress, members);
    this.#receivers = sharesOfRows(ingress, members);
  }

  /** Rows with equal defaults are one term, so this costs parties² times the few distinct defaults. */
  addDefaults(): void {
    const senders = sharesOfDefaults(this.egress, this.#senders);
    const receivers = sharesOfDefaults(this.ingress, this.#receivers);
    for (const [offered, from] of senders) {
      for (const [accepted, to] of receivers) this.#add(from, to, this.ports.intersect(offered, accepted), 1);
    }
  }

  replaceByEgress(): void {
    const { egress, ingress, ports } = this;
    forEachException(egress, (row, far, offered) => {
      const accepted = ingress.defaults[ingress.rowOf[far] ?? 0] ?? NO_PORTS;
      const before = ports.intersect(egress.defaults[row] ?? NO_PORTS, accepted);
      this.#replace(this.#senders[row], this.members.shares[far], before, ports.intersect(offered, accepted));
    });
  }

  replaceByIngress(): void {
    const { egress, ingress, ports } = this;
    forEachException(ingress, (row, far, accepted) => {
      const offered = egress.defaults[egress.rowOf[far] ?? 0] ?? NO_PORTS;
      const before = ports.intersect(offered, ingress.defaults[row] ?? NO_PORTS);
      this.#replace(this.members.shares[far], this.#receivers[row], before, ports.intersect(offered, accepted));
    });
  }

  /** Where both ends have an exception the two replacements above were each half right. */
  repairMeetings(): void {
    const { egress, ingress, ports, members } = this;
    const meetings = exceptionsByRowPair(ingress, egress.rowOf);
    forEachException(egress, (row, to, offered) => {
      const column = ingress.rowOf[to] ?? 0;
      for (const { far: from, ports: accepted } of meetings.get(row * ingress.defaults.length + column) ?? []) {
        const usual = egress.defaults[row] ?? NO_PORTS;
        const welcome = ingress.defaults[column] ?? NO_PORTS;
        const shares = [members.shares[from], members.shares[to]] as const;
        this.#add(...shares, ports.intersect(offered, accepted), 1);
        this.#add(...shares, ports.intersect(offered, welcome), -1);
        this.#add(...shares, ports.intersect(usual, accepted), -1);
        this.#add(...shares, ports.intersect(usual, welcome), 1);
      }
    });
  }

  /** A unit is no pair with itself. */
  removeSelf(): void {
    for (const [own, shares] of this.members.shares.entries()) {
      const offered = cellOf(this.egress, this.egress.rowOf[own] ?? 0, own);
      const open = this.ports.intersect(offered, cellOf(this.ingress, this.ingress.rowOf[own] ?? 0, own));
      for (const { party, units } of shares) this.tally.add(party, party, open, -units);
    }
  }

  #replace(from: readonly Share[] | undefined, to: readonly Share[] | undefined, before: number, after: number): void {
    if (before === after) return;
    this.#add(from, to, after, 1);
    this.#add(from, to, before, -1);
  }

  #add(from: readonly Share[] | undefined, to: readonly Share[] | undefined, ports: number, sign: 1 | -1): void {
    if (ports === NO_PORTS || from === undefined || to === undefined) return;
    for (const sender of from) {
      for (const receiver of to)
        this.tally.add(sender.party, receiver.party, ports, sign * sender.units * receiver.units);
    }
  }
}

function forEachException(factor: Factor, visit: (row: number, far: number, ports: number) => void): void {
  for (let row = 0; row < factor.defaults.length; row++) {
    const end = factor.start[row + 1] ?? 0;
    for (let i = factor.start[row] ?? 0; i < end; i++) visit(row, factor.classes[i] ?? 0, factor.ports[i] ?? NO_PORTS);
  }
}

/** Ingress exceptions by the pair (egress row of the source, ingress row). */
function exceptionsByRowPair(
  ingress: Factor,
  egressRowOf: Int32Array,
): Map<number, { readonly far: number; readonly ports: number }[]> {
  const meetings = new Map<number, { readonly far: number; readonly ports: number }[]>();
  forEachException(ingress, (row, far, ports) => {
    const key = (egressRowOf[far] ?? 0) * ingress.defaults.length + row;
    const own = meetings.get(key);
    if (own === undefined) meetings.set(key, [{ far, ports }]);
    else own.push({ far, ports });
  });
  return meetings;
}

function sharesOfRows(factor: Factor, { shares }: PartyMembers): Share[][] {
  const sums = Array.from(factor.defaults, () => new Map<number, number>());
  for (const [own, list] of shares.entries()) addShares(sums[factor.rowOf[own] ?? 0], list);
  return sums.map(asShares);
}

function sharesOfDefaults(factor: Factor, rows: readonly (readonly Share[])[]): Map<number, readonly Share[]> {
  const sums = new Map<number, Map<number, number>>();
  for (const [row, list] of rows.entries()) {
    const ports = factor.defaults[row] ?? NO_PORTS;
    let sum = sums.get(ports);
    if (sum === undefined) sums.set(ports, (sum = new Map<number, number>()));
    addShares(sum, list);
  }
  return new Map([...sums].map(([ports, sum]) => [ports, asShares(sum)]));
}

function addShares(sum: Map<number, number> | undefined, shares: readonly Share[]): void {
  for (const { party, units } of shares) sum?.set(party, (sum.get(party) ?? 0) + units);
}

function asShares(sum: ReadonlyMap<number, number>): Share[] {
  return [...sum].map(([party, units]) => ({ party, units }));
}
