/** A seeded generator (mulberry32): the same seed gives the same clusters on every machine. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = seed >>> 0;
  }

  /** 0 ≤ x < 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0;
    let t = this.#state;
    t = Math.imul(t ^ (t >>> 15), t | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  }

  /** 0 ≤ x < limit, whole. */
  below(limit: number): number {
    return Math.floor(this.next() * limit);
  }

  /** Lower-case text of a length, as pod names and hashes have. */
  text(length: number): string {
    let text = '';
    while (text.length < length) text += this.next().toString(36).slice(2);
    return text.slice(0, length);
  }
}
