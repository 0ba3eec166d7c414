import type { CompiledParts } from '../reachability/compiled.js';
import type { Reading } from '../reachability/ladder.js';
import { NO_PORTS } from '../sets/port-sets.js';
import type { LiveClasses } from './live-classes.js';
import type { LiveRows } from './live-direction.js';
import { cellAt, forEachDifference } from './live-row.js';
import type { ChangedPairs, PairCounts } from './policy-edit.js';

type End = 'ingress' | 'egress';

/** Counts the pod pairs whose traffic differs between the rows before an edit and the rows now, in one bound. */
export class PairDelta {
  #added = 0;
  #removed = 0;
  #changed = 0;

  constructor(
    private readonly parts: CompiledParts,
    private readonly classes: LiveClasses,
    private readonly rowsNow: (direction: End, own: number) => LiveRows,
    private readonly old: Readonly<Record<End, ReadonlyMap<number, LiveRows>>>,
    private readonly reading: Reading,
  ) {}

  /** Looks at every pair at which a touched row differs, once. */
  count(touched: Iterable<number>, visit: ((pairs: ChangedPairs) => void) | undefined): PairCounts {
    for (const own of touched) {
      this.#forEachChange('ingress', own, (far, before, after) => {
        this.#compare(far, own, this.#before('egress', far, own), before, this.#now('egress', far, own), after, visit);
      });
      this.#forEachChange('egress', own, (far, before, after) => {
        const [accepted, accepts] = [this.#before('ingress', far, own), this.#now('ingress', far, own)];
        // The pair was seen from its other end.
        if (this.old.ingress.has(far) && accepted !== accepts) return;
        this.#compare(own, far, before, accepted, after, accepts, visit);
      });
    }
    return { added: this.#added, removed: this.#removed, changed: this.#changed };
  }

  #forEachChange(direction: End, own: number, visit: (far: number, before: number, after: number) => void): void {
    const before = this.old[direction].get(own)?.[this.reading];
    const after = this.rowsNow(direction, own)[this.reading];
    if (before !== undefined && before !== after) forEachDifference(before, after, this.classes.parentOf, visit);
  }

  #compare(
    from: number,
    to: number,
    sentBefore: number,
    acceptedBefore: number,
    sends: number,
    accepts: number,
    visit: ((pairs: ChangedPairs) => void) | undefined,
  ): void {
    const { ports } = this.parts;
    const before = ports.intersect(sentBefore, acceptedBefore);
    const after = ports.intersect(sends, accepts);
    if (before === after) return;
    const pairs = this.#pods(from) * this.#pods(to) - (from === to ? this.#pods(from) : 0);
    if (before === NO_PORTS) this.#added += pairs;
    else if (after === NO_PORTS) this.#removed += pairs;
    else this.#changed += pairs;
    visit?.({
      reading: this.reading,
      from: this.classes.groupsOf(from),
      to: this.classes.groupsOf(to),
      before: ports.get(before),
      after: ports.get(after),
    });
  }

  #before(direction: End, own: number, far: number): number {
    const rows = this.old[direction].get(own) ?? this.rowsNow(direction, own);
    return cellAt(rows[this.reading], far, this.classes.parentOf);
  }

  #now(direction: End, own: number, far: number): number {
    return cellAt(this.rowsNow(direction, own)[this.reading], far, this.classes.parentOf);
  }

  #pods(own: number): number {
    let pods = 0;
    for (const group of this.classes.groupsOf(own)) pods += this.parts.model.groups[group]?.members.length ?? 0;
    return pods;
  }
}
