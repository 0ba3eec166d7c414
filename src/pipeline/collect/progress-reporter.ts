import type { PubSub } from '#src/adapters/pubsub/pub-sub.js';
import type { RunProgress, RunsRepository } from '#src/adapters/store/runs.repository.js';

/** Pages arrive faster than anybody looks. */
const EVERY_MS = 300;

/** The run whose progress is shown. */
export interface ReportedRun {
  readonly runId: string;
  readonly epoch: bigint;
  readonly clusterUid: string;
}

/**
 * Writes progress to the run's row and tells listeners, at most a few times a second and one write at a time. Progress
 * is a courtesy: a failed write never fails the run.
 */
export class ProgressReporter {
  #latest: RunProgress | undefined;
  #writing: Promise<void> | undefined;
  #writtenAt = -Infinity;

  constructor(
    private readonly run: ReportedRun,
    private readonly runs: RunsRepository,
    private readonly pubSub: PubSub,
  ) {}

  /** Notes how far the run is. A new stage or kind is always shown. */
  report(progress: RunProgress): void {
    const moved = progress.stage !== this.#latest?.stage || progress.kindsDone !== this.#latest.kindsDone;
    this.#latest = progress;
    if (moved || performance.now() - this.#writtenAt >= EVERY_MS) this.#writing ??= this.#write();
  }

  /** Notes that everything is read and is being stored. */
  store(items: number): void {
    const { kindsDone = 0, kindsTotal = 0 } = this.#latest ?? {};
    this.report({ stage: 'store', items, kindsDone, kindsTotal });
  }

  /** Resolves when the last report is written. */
  async flush(): Promise<void> {
    await this.#writing;
  }

  async #write(): Promise<void> {
    let written: RunProgress | undefined;
    while (this.#latest !== undefined && written !== this.#latest) {
      written = this.#latest;
      const { runId, epoch, clusterUid } = this.run;
      try {
        await this.runs.progress(runId, epoch, written);
        await this.pubSub.publish('run-progress', { clusterUid, runId });
      } catch {
        break;
      }
    }
    this.#writtenAt = performance.now();
    this.#writing = undefined;
  }
}
