import { parentPort } from 'node:worker_threads';
import { Problem } from '#src/lib/problem.js';
import { type Piece, putBack, takeApart } from './pieces.js';
import { SnapshotCache } from './snapshot-cache.js';
import { TASKS } from './tasks.js';
import type { ThreadMessage, ThreadReply, ThreadRequest } from './thread-message.js';

// Entry point of a worker thread: answers one request after the other until the pool ends it.
const cache = new SnapshotCache();
/** Pieces of the next request's snapshots, by position, and of the last answer. */
let arrived: { readonly snapshot: number; readonly piece: Piece }[] = [];
let waiting: Piece[] = [];

parentPort?.on('message', (message: ThreadMessage) => {
  if (message.kind === 'piece') arrived.push(message);
  if (message.kind === 'more') parentPort?.postMessage(waiting.shift());
  if (message.kind === 'request') parentPort?.postMessage(answer(whole(message.request)));
});

function whole(request: ThreadRequest): ThreadRequest {
  for (const { snapshot, piece } of arrived) putBack(request.snapshots[snapshot]?.facts, piece);
  arrived = [];
  return request;
}

function answer({ task, snapshots, options }: ThreadRequest): ThreadReply {
  try {
    const run = TASKS[task as keyof typeof TASKS] as (snapshots: unknown, options: unknown) => unknown;
    const result = run(
      snapshots.map((snapshot) => cache.take(snapshot)),
      options,
    );
    const { rest, pieces } = takeApart(result);
    waiting = [...pieces];
    return { ok: true, result: rest, pieces: pieces.length, held: cache.keys() };
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
