import type { ResourceLimits, Worker } from 'node:worker_threads';
import { setImmediate as breath } from 'node:timers/promises';
import { Problem, type ProblemCode } from '#src/lib/problem.js';
import { type Piece, putBack, takeApart } from './pieces.js';
import { spawnThread } from './spawn-thread.js';
import type { SentSnapshot, ThreadMessage, ThreadReply, ThreadRequest } from './thread-message.js';

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
    const reply = await this.#answer<ThreadReply>(
      worker,
      { kind: 'request', request: await sendLongLists(worker, request) },
      request.task,
      timeoutMs,
    );
    this.held = new Set(reply.held);
    if (!reply.ok) throw new Problem(reply.code, reply.message, reply.facts);
    for (let piece = 0; piece < reply.pieces; piece++) {
      await breath();
      putBack(reply.result, await this.#answer<Piece>(worker, { kind: 'more' }, request.task, timeoutMs));
    }
    return reply.result;
  }

  /** Ends the thread; what it held is gone. */
  async stop(): Promise<void> {
    const worker = this.#worker;
    this.#forget();
    await worker?.terminate();
  }

  #answer<T>(worker: Worker, message: ThreadMessage, task: string, timeoutMs: number): Promise<T> {
    return new Promise((resolve, reject) => {
      const settle = (finish: () => void): void => {
        clearTimeout(timer);
        worker.off('message', onMessage).off('error', onError).off('exit', onExit);
        finish();
      };
      const lose = (code: ProblemCode, text: string, cause?: unknown): void => {
        settle(() => {
          void this.stop();
          reject(new Problem(code, `${task} ${text}`, {}, { cause }));
        });
      };
      const onMessage = (reply: T): void => {
        settle(() => {
          resolve(reply);
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
      worker.postMessage(message);
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

/** Sends the long lists of the snapshots ahead, one piece at a time, and returns the request without them. */
async function sendLongLists(worker: Worker, request: ThreadRequest): Promise<ThreadRequest> {
  const snapshots: SentSnapshot[] = [];
  for (const [position, { key, facts }] of request.snapshots.entries()) {
    if (facts === undefined) {
      snapshots.push({ key });
      continue;
    }
    const { rest, pieces } = takeApart(facts);
    snapshots.push({ key, facts: rest });
    for (const piece of pieces) {
      worker.postMessage({ kind: 'piece', snapshot: position, piece } satisfies ThreadMessage);
      await breath();
    }
  }
  return { ...request, snapshots };
}
