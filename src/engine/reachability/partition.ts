/**
 * The coarsest partition of groups that no seen set cuts: two groups share a class exactly when every set contains both
 * or neither. Refinement costs time in the size of the sets, not of the partition.
 */
export class Partition {
  readonly classOf: Int32Array;
  readonly #sizes: number[] = [];
  /** For each class: the class its touched members move to, valid while #stamp matches. */
  readonly #target: number[] = [];
  readonly #stamp: number[] = [];
  #round = 0;

  /** Starts from any labelling of the groups. */
  constructor(labels: ArrayLike<number>) {
    const classes = new Map<number, number>();
    this.classOf = Int32Array.from({ length: labels.length }, (_, group) => {
      const label = labels[group] ?? 0;
      let known = classes.get(label);
      if (known === undefined) classes.set(label, (known = this.#add()));
      this.#sizes[known] = (this.#sizes[known] ?? 0) + 1;
      return known;
    });
  }

  get classCount(): number {
    return this.#sizes.length;
  }

  /** Separates the groups of the set from all others. Groups must be distinct. */
  refine(set: ArrayLike<number>): void {
    this.#round++;
    const touched: number[] = [];
    const counts: number[] = [];
    for (let i = 0; i < set.length; i++) {
      const own = this.classOf[set[i] ?? 0] ?? 0;
      if (this.#stamp[own] !== this.#round) {
        this.#stamp[own] = this.#round;
        this.#target[own] = touched.push(own) - 1;
        counts.push(0);
      }
      const slot = this.#target[own] ?? 0;
      counts[slot] = (counts[slot] ?? 0) + 1;
    }
    let splits = false;
    for (const [slot, own] of touched.entries()) {
      const stays = (this.#sizes[own] ?? 0) - (counts[slot] ?? 0);
      if (stays === 0) {
        this.#target[own] = own;
        continue;
      }
      splits = true;
      const fresh = this.#add();
      this.#sizes[fresh] = counts[slot] ?? 0;
      this.#sizes[own] = stays;
      this.#target[own] = fresh;
    }
    if (!splits) return;
    for (let i = 0; i < set.length; i++) {
      const group = set[i] ?? 0;
      const own = this.classOf[group] ?? 0;
      this.classOf[group] = this.#target[own] ?? own;
    }
  }

  #add(): number {
    this.#target.push(0);
    this.#stamp.push(0);
    return this.#sizes.push(0) - 1;
  }
}
