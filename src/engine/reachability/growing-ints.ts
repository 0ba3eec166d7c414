/** A list of 32-bit integers that grows without boxing them. */
export class GrowingInts {
  #values = new Int32Array(1_024);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(value: number): void {
    if (this.#length === this.#values.length) {
      const larger = new Int32Array(this.#length * 2);
      larger.set(this.#values);
      this.#values = larger;
    }
    this.#values[this.#length++] = value;
  }

  /** The values so far, in an array of their exact size. */
  toArray(): Int32Array {
    return this.#values.slice(0, this.#length);
  }
}
