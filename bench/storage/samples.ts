/** Durations of one operation, in milliseconds. */
export class Samples {
  readonly #values: number[] = [];

  /** Runs and times an operation. */
  async time<T>(operation: () => Promise<T>): Promise<T> {
    const started = performance.now();
    const result = await operation();
    this.#values.push(performance.now() - started);
    return result;
  }

  get count(): number {
    return this.#values.length;
  }

  get min(): number {
    return Math.min(...this.#values);
  }

  get median(): number {
    const sorted = [...this.#values].sort((a, b) => a - b);
    return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
  }

  /** `min/median` as the published tables print it. */
  toString(): string {
    return `${digits(this.min)}/${digits(this.median)}`;
  }
}

function digits(value: number): string {
  return value < 10 ? value.toFixed(1) : value.toFixed(0);
}
