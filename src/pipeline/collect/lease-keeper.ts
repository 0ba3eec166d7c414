import type { Lease, LeasesRepository } from '#src/adapters/store/leases.repository.js';

/** Renews a lease while work goes on, and says so when it is lost. */
export class LeaseKeeper {
  readonly #lost = new AbortController();
  readonly #timer: NodeJS.Timeout;

  constructor(
    private readonly leases: LeasesRepository,
    private readonly lease: Lease,
    private readonly seconds: number,
  ) {
    this.#timer = setInterval(() => void this.#renew(), (seconds * 1000) / 3);
  }

  /** Aborted when another worker has taken the cluster over: nothing this one collects can be stored any more. */
  get lost(): AbortSignal {
    return this.#lost.signal;
  }

  /** Stops renewing; the lease itself is given back by whoever took it. */
  stop(): void {
    clearInterval(this.#timer);
  }

  async #renew(): Promise<void> {
    try {
      if (!(await this.leases.renew(this.lease, this.seconds))) this.#lost.abort();
    } catch {
      // The database is away for a moment: the next renewal, or the commit's own check of the epoch, decides.
    }
  }
}
