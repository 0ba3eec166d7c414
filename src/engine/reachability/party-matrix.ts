import type { Compiled } from './compiled.js';
import { type Reading, roundingOf } from './ladder.js';
import type { CountedUnit, GroupPair, PartyCell } from './party-cell.js';
import { PairTally } from './pair-tally.js';
import { type PartyMembers, findMembers } from './party-members.js';
import { tallyLadder } from './tally-classes.js';
import { tallyScattered } from './tally-scattered.js';
import { WitnessFinder } from './witness-finder.js';

/**
 * Exact totals between parties (tenants, or whatever groups are sorted into), counted over the sparse factors instead of
 * over pairs (engine §3.8).
 */
export class PartyMatrix {
  readonly #cells: ReadonlyMap<number, PartyCell>;
  readonly #witnesses: WitnessFinder;

  private constructor(
    private readonly parties: number,
    tally: PairTally,
    compiled: Compiled,
    members: PartyMembers,
    reading: Reading,
  ) {
    this.#cells = new Map(
      tally.cells(compiled.parts.ports, roundingOf(reading)).map((cell) => [cell.from * parties + cell.to, cell]),
    );
    this.#witnesses = new WitnessFinder(compiled, members, reading);
  }

  /** Counts one reading; `partyOf` maps groups to 0 … parties-1, or -1 for groups that do not count. */
  static count(
    compiled: Compiled,
    partyOf: ArrayLike<number>,
    parties: number,
    unit: CountedUnit,
    reading: Reading,
  ): PartyMatrix {
    const members = findMembers(compiled, partyOf, parties, unit);
    const tally = new PairTally(parties);
    tallyLadder(compiled, members, reading, tally);
    tallyScattered(compiled, members, reading, tally);
    return new PartyMatrix(parties, tally, compiled, members, reading);
  }

  /** Cells with at least one pair, sorted by from, to. */
  get cells(): readonly PartyCell[] {
    return [...this.#cells.values()];
  }

  /** The total from one party to another; undefined when nothing is open. */
  cell(from: number, to: number): PartyCell | undefined {
    return this.#cells.get(from * this.parties + to);
  }

  /** Two groups with an open port between them; undefined when nothing is open. */
  witness(from: number, to: number): GroupPair | undefined {
    return this.cell(from, to) === undefined ? undefined : this.#witnesses.find(from, to);
  }
}
