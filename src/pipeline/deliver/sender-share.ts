/**
 * Keeps a receiver from taking every sender of a process: at most `limit` of them work for one receiver at a time. Work
 * beyond that is left where it is and found again by the next tick.
 */
export class SenderShare {
  readonly #busy = new Map<string, number>();

  constructor(private readonly limit: number) {}

  /** Runs the work unless the receiver has its share already; false when it did not run. */
  async use(receiver: string, work: () => Promise<void>): Promise<boolean> {
    const busy = this.#busy.get(receiver) ?? 0;
    if (busy >= this.limit) return false;
    this.#busy.set(receiver, busy + 1);
    try {
      await work();
      return true;
    } finally {
      const left = (this.#busy.get(receiver) ?? 1) - 1;
      if (left === 0) this.#busy.delete(receiver);
      else this.#busy.set(receiver, left);
    }
  }
}
