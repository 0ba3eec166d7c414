import { type Job, type JobsOptions, UnrecoverableError, type WorkerOptions } from 'bullmq';
import { cappedBackoff } from './capped-backoff.js';
import type { JobName, Jobs } from './jobs.js';

/** How one kind of job is repeated, and how two requests for the same work are recognised. */
interface JobPolicy<N extends JobName> {
  /**
   * Tries inside the queue. 1 where the row itself carries the retry time (`run.next_at`, `delivery.next_at`), so that
   * a retry survives the loss of the queue and is never doubled.
   */
  readonly attempts: number;
  /** While a job with this key waits or runs, another one is not added. */
  readonly key: (payload: Jobs[N]) => string;
}

const JOB_POLICIES: { readonly [N in JobName]: JobPolicy<N> } = {
  tick: { attempts: 1, key: () => 'tick' },
  // A vanished worker's job stays active until its lock runs out; the next attempt need only wait for the lease.
  collect: { attempts: 1, key: ({ runId, attempt }) => `${runId}/${String(attempt)}` },
  assess: { attempts: 5, key: ({ clusterId, seq }) => `${String(clusterId)}/${String(seq)}` },
  relay: { attempts: 3, key: () => 'relay' },
  deliver: { attempts: 1, key: ({ deliveryId }) => deliveryId },
  export: { attempts: 3, key: ({ exportId }) => exportId },
  retention: { attempts: 3, key: () => 'retention' },
};

/** Options every job of this name is added with. */
export function jobOptions<N extends JobName>(name: N, payload: Jobs[N]): JobsOptions {
  const policy: JobPolicy<N> = JOB_POLICIES[name];
  return {
    attempts: policy.attempts,
    backoff: { type: 'capped' },
    deduplication: { id: policy.key(payload) },
    // Finished jobs are kept for people who look at the queue; eviction runs when the next job finishes.
    removeOnComplete: { age: 3600, count: name === 'tick' ? 10 : 1000 },
    removeOnFail: { age: 7 * 24 * 3600, count: 5000 },
    sizeLimit: 4096,
  };
}

/**
 * Worker settings of every processor. A lock outlives a pause of the event loop, a crashed worker's job moves on after
 * at most lock + interval, and a job may be picked up again many times because the rows behind it are fenced
 * (reliability §2.1: the default of one stall fails a job for good after two crashes).
 */
export const workerOptions = {
  lockDuration: 60_000,
  stalledInterval: 15_000,
  maxStalledCount: 10,
  maxStartedAttempts: 30,
  drainDelay: 5,
  settings: { backoffStrategy: (attemptsMade: number) => cappedBackoff(attemptsMade) },
} as const satisfies Partial<WorkerOptions>;

/** Whether a job that just failed with this error will not be tried again. */
export function isLastAttempt({ attemptsMade, opts }: Pick<Job, 'attemptsMade' | 'opts'>, error: unknown): boolean {
  return error instanceof UnrecoverableError || attemptsMade + 1 >= (opts.attempts ?? 1);
}
