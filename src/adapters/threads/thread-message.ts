import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import type { Piece } from './pieces.js';
import type { ProblemCode, ProblemFacts } from '#src/lib/problem.js';

/** One snapshot a task reads. `facts` travel only when the thread does not hold this snapshot any more. */
export interface SentSnapshot {
  readonly key: string;
  readonly facts?: SnapshotFacts;
}

/** What the pool asks a thread to do; one request at a time. */
export interface ThreadRequest {
  readonly task: string;
  readonly snapshots: readonly SentSnapshot[];
  readonly options: unknown;
}

/** Everything a thread is told: pieces of the snapshots of the next request, a request, or to hand over a piece of its answer. */
export type ThreadMessage =
  | { readonly kind: 'piece'; readonly snapshot: number; readonly piece: Piece }
  | { readonly kind: 'request'; readonly request: ThreadRequest }
  | { readonly kind: 'more' };

/** The thread's answer, with the keys of the snapshots it still holds afterwards. */
export type ThreadReply = { readonly held: readonly string[] } &
  /** `pieces`: how many pieces of the result wait to be asked for. */
  (
    | { readonly ok: true; readonly result: unknown; readonly pieces: number }
    | { readonly ok: false; readonly code: ProblemCode; readonly message: string; readonly facts: ProblemFacts }
  );
