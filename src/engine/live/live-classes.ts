import type { ClassTable } from '../reachability/factor-builder.js';

/**
 * Classes that may be split further and never join again. Invariant: a class younger than another that it was split
 * from has a greater number, and `parentOf` leads to that other; original classes are their own parents.
 */
export class LiveClasses {
  readonly classOf: Int32Array;
  readonly parentOf: number[];
  readonly #groups: number[][];
  readonly #members: number[];
  readonly #signatures: number[];
  /** The table as row computation wants it; it grows with every split. */
  readonly table: ClassTable;

  constructor({ classOf, members, signatureOf }: ClassTable) {
    this.classOf = classOf.slice();
    this.parentOf = Array.from({ length: members.length }, (_, own) => own);
    this.#members = Array.from(members);
    this.#signatures = Array.from(signatureOf);
    this.table = { classOf: this.classOf, members: this.#members, signatureOf: this.#signatures };
    this.#groups = Array.from({ length: members.length }, () => []);
    for (const [group, own] of classOf.entries()) this.#groups[own]?.push(group);
  }

  get count(): number {
    return this.parentOf.length;
  }

  /** Ascending groups of a class. */
  groupsOf(own: number): readonly number[] {
    return this.#groups[own] ?? [];
  }

  /** Separates the groups of a set from all others; calls `onSplit` for every new class. */
  refine(set: Int32Array, onSplit: (child: number, parent: number) => void): void {
    const touched = new Map<number, number[]>();
    for (const group of set) {
      const own = this.classOf[group] ?? 0;
      const list = touched.get(own);
      if (list === undefined) touched.set(own, [group]);
      else list.push(group);
    }
    for (const [parent, inside] of touched) {
      const all = this.#groups[parent] ?? [];
      if (inside.length === all.length) continue;
      const child = this.parentOf.push(parent) - 1;
      const moved = new Set(inside);
      const stays = all.filter((group) => !moved.has(group));
      this.#groups[parent] = stays;
      this.#members[parent] = stays[0] ?? 0;
      this.#members.push(inside[0] ?? 0);
      this.#groups.push(inside);
      this.#signatures.push(this.#signatures[parent] ?? 0);
      for (const group of inside) this.classOf[group] = child;
      onSplit(child, parent);
    }
  }
}
