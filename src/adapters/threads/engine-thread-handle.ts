import type { ResourceLimits, Worker } from 'node:worker_threads';
import { Problem, type ProblemCode } from '#src/lib/problem.js';
import { spawnThread } from './spawn-thread.js';
import type { ThreadReply, ThreadRequest } from './thread-message.js';

/**
 * One thread as the pool sees it. Invariant: at most one request is in flight, so `held` is exact whenever the thread
 * is free. A thread that died or was stopped comes back, empty, with the next request.
 */
export class EngineThreadHandle {
  busy = false;
  held: ReadonlySet<string> = new Set();
  #worker: Worker | undefined;

  constructor(private readonly limits: ResourceLimits) {}

  /**
   * Runs one request.
   * @throws Problem `SNAPSHOT.TOO_LARGE` when it needs more than the time or memory a task may take.
   */
  async ask(request: ThreadRequest, timeoutMs: number): Promise<unknown> {
    const worker = (this.#worker ??= this.#spawn());
    const reply = await this.#reply(worker, request, timeoutMs);
    this.held = new Set(reply.held);
    if (reply.ok) return reply.result;
    throw new Problem(reply.code, reply.message, reply.facts);
  }

  /** Ends the thread; what it held is gone. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#forget();
    await worker?.terminate();
  }

  #reply(worker: Worker, request: ThreadRequest, timeoutMs: number): Promise<ThreadReply> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        finish();
      };
      const lose = (code: ProblemCode, text: string, cause?: unknown): void => {
        settle(() => {
          void this.stop();
          reject(new Problem(code, `${request.task} ${text}`, {}, { cause }));
        });
      };
      const onMessage = (message: ThreadReply): void => {
        settle(() => {
          resolve(message);
        });
      };
      const onError = (error: Error & { code?: string }): void => {
        if (error.code === 'ERR_WORKER_OUT_OF_MEMORY') lose('SNAPSHOT.TOO_LARGE', 'needs too much memory', error);
        else lose('INTERNAL', `ended its thread: ${error.message}`, error);
      };
      const onExit = (code: number): void => {
        lose('INTERNAL', `lost its thread, which ended with code ${String(code)}`);
      };
      const timer = setTimeout(() => {
        lose('SNAPSHOT.TOO_LARGE', `took longer than ${String(timeoutMs / 1000)} seconds`);
      }, timeoutMs);
      worker.on('message', onMessage).on('error', onError).on('exit', onExit);
      worker.postMessage(request);
    });
  }

  #spawn(): Worker {
    const worker = spawnThread(this.limits);
    // An idle thread may die as well; without a listener that would end the process.
    worker.on('error', () => undefined);
    worker.on('exit', () => {
      if (this.#worker === worker) this.#forget();
    });
    return worker;
  }

  #forget(): void {
    this.#worker = undefined;
    this.held = new Set();
  }
}
