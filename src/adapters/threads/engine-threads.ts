import type { OnApplicationShutdown } from '@nestjs/common';
import { availableParallelism } from 'node:os';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { Problem } from '#src/lib/problem.js';
import { EngineThreadHandle } from './engine-thread-handle.js';
import type { TaskName, TaskOptions, TaskResult } from './tasks.js';
import type { SentSnapshot } from './thread-message.js';

/** A stored snapshot as a task names it: a key that never means anything else, and how to get its facts. */
export interface SnapshotSource {
  /** E.g. `<cluster id>/<sequence>`; snapshots are immutable, so a key is forever. */
  readonly key: string;
  /** Called only when the chosen thread does not hold the snapshot. */
  load(): Promise<SnapshotFacts>;
}

/** Limits of the pool. */
export interface EngineThreadsOptions {
  readonly size?: number;
  /** Heap of one thread. */
  readonly maxHeapMb?: number;
  /** Longest time one task may take. */
  readonly timeoutMs?: number;
}

interface Waiting {
  readonly keys: readonly string[];
  start(thread: EngineThreadHandle): void;
}

/**
 * Runs engine functions beside the event loop: a long computation would otherwise stop every request of the process
 * and lose the locks of its jobs. Threads keep the snapshots they built, and a question goes to the thread that
 * already holds its snapshot when that one is free.
 */
export class EngineThreads implements OnApplicationShutdown {
  readonly #threads: readonly EngineThreadHandle[];
  readonly #waiting: Waiting[] = [];
  readonly #timeoutMs: number;
  #closed = false;

  constructor(options: EngineThreadsOptions = {}) {
    const {
      size = Math.min(2, Math.max(1, availableParallelism() - 1)),
      maxHeapMb = 2048,
      timeoutMs = 300_000,
    } = options;
    this.#timeoutMs = timeoutMs;
    this.#threads = Array.from({ length: size }, () => new EngineThreadHandle({ maxOldGenerationSizeMb: maxHeapMb }));
  }

  /**
   * Runs one task on the snapshots it needs, in the order the task expects them.
   * @throws Problem what the task raised; `SNAPSHOT.TOO_LARGE` when it exceeded its time or memory.
   */
  run<T extends TaskName>(
    task: T,
    sources: readonly SnapshotSource[],
    options: TaskOptions<T>,
    timeoutMs = this.#timeoutMs,
  ): Promise<TaskResult<T>> {
    return new Promise((resolve, reject) => {
      if (this.#closed) {
        reject(new Problem('DEPENDENCY.UNAVAILABLE', 'The process is shutting down'));
        return;
      }
      const start = (thread: EngineThreadHandle): void => {
        thread.busy = true;
        sent(sources, thread)
          .then((snapshots) => thread.ask({ task, snapshots, options }, timeoutMs))
          .then((result) => {
            resolve(result as TaskResult<T>);
          }, reject)
          .finally(() => {
            thread.busy = false;
            this.#dispatch();
          });
      };
      this.#waiting.push({ keys: sources.map(({ key }) => key), start });
      this.#dispatch();
    });
  }

  async onApplicationShutdown(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#threads.map((thread) => thread.stop()));
  }

  #dispatch(): void {
    for (;;) {
      const next = this.#waiting[0];
      const free = this.#threads.filter(({ busy }) => !busy);
      const thread = free.find(({ held }) => next?.keys.every((key) => held.has(key))) ?? free[0];
      if (next === undefined || thread === undefined) return;
      this.#waiting.shift();
      next.start(thread);
    }
  }
}

function sent(sources: readonly SnapshotSource[], thread: EngineThreadHandle): Promise<SentSnapshot[]> {
  return Promise.all(
    sources.map(async (source) => {
      const { key } = source;
      return thread.held.has(key) ? { key } : { key, facts: await source.load() };
    }),
  );
}
