import { parentPort } from 'node:worker_threads';
import { Problem } from '#src/lib/problem.js';
import { SnapshotCache } from './snapshot-cache.js';
import { TASKS } from './tasks.js';
import type { ThreadReply, ThreadRequest } from './thread-message.js';

// Entry point of a worker thread: answers one request after the other until the pool ends it.
const cache = new SnapshotCache();

parentPort?.on('message', (request: ThreadRequest) => {
  parentPort?.postMessage(answer(request));
});

function answer({ task, snapshots, options }: ThreadRequest): ThreadReply {
  try {
    const run = TASKS[task as keyof typeof TASKS] as (snapshots: unknown, options: unknown) => unknown;
    const result = run(
      snapshots.map((snapshot) => cache.take(snapshot)),
      options,
    );
    return { ok: true, result, held: cache.keys() };
  } catch (error) {
    const held = cache.keys();
    if (error instanceof Problem) {
      const { code, message, facts } = error;
      return { ok: false, code, message, facts, held };
    }
    const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
    return { ok: false, code: 'INTERNAL', message: `The engine failed in ${task}: ${text}`, facts: {}, held };
  }
}
