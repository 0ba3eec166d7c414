import type { WorkerHost } from '@nestjs/bullmq';
import {
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
  type OnApplicationShutdown,
  type OnModuleDestroy,
} from '@nestjs/common';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '#src/config/config.js';
import { messageOf } from '#src/lib/problem.js';
import type { JobName } from './jobs.js';
import type { JobProducer } from './job-producer.js';
import type { QueueBackend } from './queue-backend.js';
import type { StopSignal } from './stop-signal.js';

/** How long running jobs may finish by themselves, and after that how long they may take to give up. */
const GRACE_MS = 25_000;
const GIVE_UP_MS = 3_000;
/** Sending costs little but waiting: more of it may run beside each other. */
const DELIVERIES_PER_SNAPSHOT = 4;
/** A queue server that lost its data gets its tick back within this time. */
const RESCHEDULE_MS = 60_000;

/**
 * Starts and stops the workers of a process. Shutdown order matters: Nest closes BullMQ's workers in its last phase,
 * beside the database they still need, so they are drained in the first one (reliability §2.2).
 */
export class WorkerRuntime
  implements OnApplicationBootstrap, OnModuleDestroy, BeforeApplicationShutdown, OnApplicationShutdown
{
  readonly #log = new Logger('Workers');
  #rescheduling: NodeJS.Timeout | undefined;

  constructor(
    private readonly hosts: readonly WorkerHost[],
    private readonly producer: JobProducer,
    private readonly backend: QueueBackend,
    private readonly stopSignal: StopSignal,
    private readonly config: Config,
  ) {}

  /** Which server the queues of this process live on. */
  get backendKind(): QueueBackend['kind'] {
    return this.backend.kind;
  }

  /** True when every worker of this process takes jobs; a process that is draining is not ready. */
  get isReady(): boolean {
    return !this.stopSignal.isDraining && this.hosts.every(({ worker }) => worker.isRunning() && !worker.isPaused());
  }

  async onApplicationBootstrap(): Promise<void> {
    for (const { worker } of this.hosts) {
      worker.on('error', (error) => {
        this.#log.warn(`Queue ${worker.name}: ${messageOf(error)}`);
      });
      worker.concurrency = concurrencyOf(worker.name as JobName, this.config.worker.concurrency);
    }
    this.#rescheduling = setInterval(() => void this.#schedule(), RESCHEDULE_MS).unref();
    await this.#schedule();
  }

  async onModuleDestroy(): Promise<void> {
    this.stopSignal.drain();
    clearInterval(this.#rescheduling);
    const closed = Promise.all(this.hosts.map(({ worker }) => worker.close()));
    if (await settledWithin(closed, GRACE_MS)) return;
    this.#log.warn('Jobs still run after the grace period: they are told to stop and will be taken up again');
    this.stopSignal.stop();
    await settledWithin(closed, GIVE_UP_MS);
  }

  async beforeApplicationShutdown(): Promise<void> {
    await this.producer.close();
  }

  async onApplicationShutdown(): Promise<void> {
    await this.backend.close();
  }

  async #schedule(): Promise<void> {
    try {
      await this.producer.scheduleTick(this.config.worker.tickMs);
    } catch (error) {
      this.#log.warn(`The tick could not be scheduled, next try in a minute: ${messageOf(error)}`);
    }
  }
}

/** Snapshots and deliveries mostly wait for others; judgements are as many as there are engine threads at most. */
function concurrencyOf(job: JobName, configured: number): number {
  if (job === 'collect') return configured;
  if (job === 'deliver') return DELIVERIES_PER_SNAPSHOT * configured;
  return job === 'assess' ? Math.min(2, configured) : 1;
}

async function settledWithin(work: Promise<unknown>, ms: number): Promise<boolean> {
  const waiting = new AbortController();
  const settled = work.then(
    () => true,
    () => true,
  );
  const late = sleep(ms, false, { signal: waiting.signal }).catch(() => false);
  const result = await Promise.race([settled, late]);
  waiting.abort();
  return result;
}
