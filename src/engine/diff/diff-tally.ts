import { byText } from '../model/json-value.js';
import type { Flow } from '../reachability/flow.js';
import type { JointBlock, JointWorkload } from './joint-blocks.js';

/** Numbers of pairs: opened, closed, or open on other ports. */
export interface ChangeCounts {
  readonly added: number;
  readonly removed: number;
  readonly changed: number;
}

/** One pair of workloads whose flow is not the same on both sides. Port sets belong to their own side; null: nothing may pass. */
export interface PairChange {
  readonly type: 'added' | 'removed' | 'changed';
  readonly from: JointWorkload;
  readonly to: JointWorkload;
  readonly before: Flow | null;
  readonly after: Flow | null;
}

/** What changed from one party to another. */
export interface PartyChange extends PairTotals {
  readonly from: string;
  readonly to: string;
}

/** Exact totals: of what certainly passes, and of what cannot be ruled out. */
export interface PairTotals {
  readonly must: ChangeCounts;
  readonly may: ChangeCounts;
}

/** Shared ids of both bounds, and how to get the sets. */
export interface SharedFlow {
  readonly must: number;
  readonly may: number;
  flow(): Flow | null;
}

type Mutable = { -readonly [K in keyof ChangeCounts]: number };

function none(): { must: Mutable; may: Mutable } {
  return { must: { added: 0, removed: 0, changed: 0 }, may: { added: 0, removed: 0, changed: 0 } };
}

interface MutableParty extends ReturnType<typeof none> {
  readonly from: string;
  readonly to: string;
}

/** Adds changes of block pairs up. */
export class DiffTally {
  readonly total = none();
  isEmpty = true;
  readonly #parties = new Map<string, MutableParty>();
  readonly #examples: PairChange[] = [];
  #seen = 0;

  constructor(private readonly limit: number) {}

  get isCut(): boolean {
    return this.#seen > this.limit;
  }

  add(source: JointBlock, destination: JointBlock, pairs: number, was: SharedFlow, is: SharedFlow): void {
    this.isEmpty = false;
    const party = this.#party(source.party, destination.party);
    for (const bound of ['must', 'may'] as const) {
      if (was[bound] === is[bound]) continue;
      const type = typeOf(was[bound], is[bound]);
      this.total[bound][type] += pairs;
      party[bound][type] += pairs;
    }
    this.#seen += pairs;
    if (this.#examples.length < this.limit) this.#remember(source, destination, was, is);
  }

  byParty(): PartyChange[] {
    return [...this.#parties.values()].sort((a, b) => byText(a.from, b.from) || byText(a.to, b.to));
  }

  pairs(): PairChange[] {
    return this.#examples.sort((a, b) => byText(a.from.name, b.from.name) || byText(a.to.name, b.to.name));
  }

  #party(from: string, to: string): MutableParty {
    const key = JSON.stringify([from, to]);
    let party = this.#parties.get(key);
    if (party === undefined) this.#parties.set(key, (party = { from, to, ...none() }));
    return party;
  }

  #remember(source: JointBlock, destination: JointBlock, was: SharedFlow, is: SharedFlow): void {
    const before = was.flow();
    const after = is.flow();
    const type = typeOf(was.may, is.may);
    for (const from of source.workloads) {
      for (const to of destination.workloads) {
        if (from.name === to.name) continue;
        if (this.#examples.length >= this.limit) return;
        this.#examples.push({ type, from, to, before, after });
      }
    }
  }
}

function typeOf(before: number, after: number): keyof ChangeCounts {
  if (before === 0) return 'added';
  return after === 0 ? 'removed' : 'changed';
}
