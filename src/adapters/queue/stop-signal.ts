/**
 * Tells running stages that the process is about to end, so that they give their leases back instead of letting
 * them run out.
 */
export class StopSignal {
  readonly #controller = new AbortController();

  /** Aborted once the grace period of a shutdown is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks every running stage to stop now. */
  stop(): void {
    this.#controller.abort();
  }
}
