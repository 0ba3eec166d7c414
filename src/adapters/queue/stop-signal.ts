/**
 * Tells running stages that the process is about to end, so that they give their leases back instead of letting
 * them run out.
 */
export class StopSignal {
  readonly #controller = new AbortController();
  #draining = false;

  /** True from the start of a shutdown on: finish what is at hand, begin nothing more. */
  get isDraining(): boolean {
    return this.#draining;
  }

  /** A shutdown has begun. */
  drain(): void {
    this.#draining = true;
  }

  /** Aborted once the grace period of a shutdown is over. */
  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** Asks every running stage to stop now. */
  stop(): void {
    this.#controller.abort();
  }
}
