import { Queue, type JobsOptions } from 'bullmq';
import { jobOptions } from './job-policy.js';
import { JOB_NAMES, type JobName, type Jobs } from './jobs.js';
import type { QueueBackend } from './queue-backend.js';

/** Redis keys of all queues share one hash slot, so that the same code runs on Redis Cluster. */
export const QUEUE_PREFIX = '{fenceline}';

/** Puts jobs into their queues. Only workers use it: an API process writes rows and never waits for a queue. */
export class JobProducer {
  readonly #queues: ReadonlyMap<JobName, OpenQueue>;

  /** @param onError told about connection errors; they are retried and never thrown at callers. */
  constructor(backend: QueueBackend, onError: (error: Error) => void) {
    this.#queues = new Map(JOB_NAMES.map((name) => [name, openQueue(name, backend, onError)]));
  }

  /** Adds a job unless one for the same work already waits or runs. */
  async add<N extends JobName>(name: N, payload: Jobs[N]): Promise<void> {
    await this.queue(name).add(name, payload, jobOptions(name, payload));
  }

  /** Makes sure the one repeating tick exists; calling it again changes nothing. */
  async scheduleTick(everyMs: number): Promise<void> {
    const opts = templateOptions(jobOptions('tick', {}));
    const queue = this.queue('tick');
    try {
      await queue.upsertJobScheduler('tick', { every: everyMs }, { name: 'tick', data: {}, opts });
    } catch (error) {
      // On PostgreSQL two workers that schedule at the same moment collide; the loser finds what it asked for.
      if ((await queue.getJobScheduler('tick'))?.every !== everyMs) throw error;
    }
  }

  /** The queue behind a job name, for health checks and tests. */
  queue(name: JobName): OpenQueue {
    const queue = this.#queues.get(name);
    if (queue === undefined) throw new TypeError(`no queue is open for ${name}`);
    return queue;
  }

  /** Closes every queue. */
  async close(): Promise<void> {
    await Promise.all([...this.#queues.values()].map((queue) => queue.close()));
  }
}

type OpenQueue = ReturnType<typeof openQueue>;

function openQueue(name: JobName, backend: QueueBackend, onError: (error: Error) => void) {
  const queue = new Queue(name, { connection: backend.producer, prefix: QUEUE_PREFIX }, backend.factory);
  queue.on('error', onError);
  return queue;
}

/** A scheduler repeats its job by itself; a deduplication key would make it skip. */
function templateOptions(options: JobsOptions): JobsOptions {
  const template = { ...options };
  delete template.deduplication;
  return template;
}
