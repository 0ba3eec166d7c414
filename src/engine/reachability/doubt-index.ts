import type { Direction, Doubt } from '../dialects/policy.js';
import type { SubjectDoubts } from './subject.js';

const NONE: SubjectDoubts = { closes: false, closesExternal: false, opens: false, opensExternal: false };

/** Finds what is in doubt about the pods of a namespace. */
export class DoubtIndex {
  readonly #wide: readonly Doubt[];
  readonly #byNamespace = new Map<string, Doubt[]>();

  constructor(doubts: readonly Doubt[]) {
    this.#wide = doubts.filter((doubt) => doubt.namespace === undefined);
    for (const doubt of doubts) {
      if (doubt.namespace === undefined) continue;
      const list = this.#byNamespace.get(doubt.namespace);
      if (list === undefined) this.#byNamespace.set(doubt.namespace, [doubt]);
      else list.push(doubt);
    }
  }

  /** The doubts that touch pods of a namespace in one direction. */
  about(namespace: string, direction: Direction): readonly Doubt[] {
    const own = this.#byNamespace.get(namespace);
    const all = own === undefined ? this.#wide : [...this.#wide, ...own];
    return all.filter((doubt) => doubt.directions.includes(direction));
  }

  /** What those doubts amount to. */
  effectOn(namespace: string, direction: Direction): SubjectDoubts {
    const doubts = this.about(namespace, direction);
    if (doubts.length === 0) return NONE;
    const inside = doubts.filter((doubt) => !doubt.externalOnly);
    return {
      closes: inside.some((doubt) => doubt.closes),
      closesExternal: doubts.some((doubt) => doubt.closes),
      opens: inside.some((doubt) => doubt.opens),
      opensExternal: doubts.some((doubt) => doubt.opens),
    };
  }
}
