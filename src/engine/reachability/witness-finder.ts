import { NO_PORTS } from '../sets/port-sets.js';
import type { Compiled } from './compiled.js';
import type { Reading } from './ladder.js';
import type { GroupPair } from './party-cell.js';
import type { PartyMembers } from './party-members.js';
import { rowFrom } from './rows.js';

/** Finds two groups that prove an open party pair, in group order, looking at one class of the sender at a time. */
export class WitnessFinder {
  readonly #found = new Map<number, Map<number, GroupPair>>();
  readonly #searches = new Map<number, Iterator<number>>();

  constructor(
    private readonly compiled: Compiled,
    private readonly members: PartyMembers,
    private readonly reading: Reading,
  ) {}

  /** The first pair from one party to another; undefined when there is none. */
  find(from: number, to: number): GroupPair | undefined {
    let found = this.#found.get(from);
    if (found === undefined) this.#found.set(from, (found = new Map<number, GroupPair>()));
    let search = this.#searches.get(from);
    if (search === undefined) this.#searches.set(from, (search = this.#sources(from)));
    while (!found.has(to)) {
      const next = search.next();
      if (next.done === true) return undefined;
      this.#collect(next.value, found);
    }
    return found.get(to);
  }

  /** One group of every class the party has, in group order. */
  *#sources(party: number): Generator<number> {
    const seen = new Set<number>();
    for (const group of this.members.groups[party] ?? []) {
      const own = this.compiled.classOf(group);
      if (seen.has(own)) continue;
      seen.add(own);
      yield group;
    }
  }

  #collect(src: number, found: Map<number, GroupPair>): void {
    const row = rowFrom(this.compiled, this.compiled.classOf(src))[this.reading];
    const { workloadOf, groups } = this.compiled.parts.model;
    for (let dst = 0; dst < groups.length; dst++) {
      const party = this.members.partyOf[dst] ?? -1;
      if (party < 0 || found.has(party) || row[this.compiled.classOf(dst)] === NO_PORTS) continue;
      const isOneUnit = workloadOf[dst] === workloadOf[src] && party === this.members.partyOf[src];
      if (!isOneUnit) found.set(party, { src, dst });
    }
  }
}
