const SMALLEST = 64;
const LARGEST = 2_048;
/** The map is emptied when it holds this many results: it only saves time, and must not outgrow what it saves. */
const MOST_SPARSE = 1_000_000;

/** Ids stay below 2^26, so a pair of them is one exact double. */
const PAIR_BASE = 2 ** 26;

/**
 * Remembers the result of an operation on two small ids: a square table (one load per look-up) while ids are small, a
 * map above. Ids are never negative.
 */
export class PairMemo {
  #side = SMALLEST;
  #square = new Int32Array(SMALLEST * SMALLEST);
  readonly #sparse = new Map<number, number>();

  /** The remembered result, or -1. */
  get(a: number, b: number): number {
    if (a < this.#side && b < this.#side) return (this.#square[a * this.#side + b] ?? 0) - 1;
    return a < LARGEST && b < LARGEST ? -1 : (this.#sparse.get(a * PAIR_BASE + b) ?? -1);
  }

  set(a: number, b: number, result: number): void {
    if (a >= LARGEST || b >= LARGEST) {
      if (this.#sparse.size >= MOST_SPARSE) this.#sparse.clear();
      this.#sparse.set(a * PAIR_BASE + b, result);
      return;
    }
    while (a >= this.#side || b >= this.#side) this.#grow();
    this.#square[a * this.#side + b] = result + 1;
  }

  #grow(): void {
    const side = this.#side * 2;
    const square = new Int32Array(side * side);
    for (let row = 0; row < this.#side; row++) {
      square.set(this.#square.subarray(row * this.#side, (row + 1) * this.#side), row * side);
    }
    this.#side = side;
    this.#square = square;
  }
}
