import { cappedBackoff } from '#src/adapters/queue/capped-backoff.js';
import { MAX_RUN_ATTEMPTS, type RunError } from '#src/adapters/store/runs.repository.js';
import { Problem } from '#src/lib/problem.js';

/** What becomes of a run that did not end well. */
export type RunVerdict =
  | { readonly next: 'retry'; readonly delayMs: number; readonly error: RunError }
  | { readonly next: 'end'; readonly state: 'FAILED' | 'POISON'; readonly error: RunError; readonly changed: boolean };

const LONGEST_MESSAGE = 1000;

/**
 * Judges a failed attempt. What can pass is tried again, later each time and never before the cluster asked; what cannot
 * pass ends the run; a run that failed too often is poison, whatever the reason.
 * @param attempts attempts made, this one included
 */
export function judgeFailure(problem: Problem, attempts: number, random: () => number = Math.random): RunVerdict {
  const error = { code: problem.code, message: problem.message.slice(0, LONGEST_MESSAGE) };
  if (!problem.retry) return { next: 'end', state: 'FAILED', error, changed: problem.code === 'CLUSTER.CHANGED' };
  if (attempts >= MAX_RUN_ATTEMPTS) return { next: 'end', state: 'POISON', error, changed: false };
  const asked = (problem.facts.retryAfterSeconds ?? 0) * 1000;
  return { next: 'retry', delayMs: Math.max(asked, cappedBackoff(attempts + 2, random)), error };
}

/** Anything thrown, as a problem; unexpected errors keep their message out of what people see. */
export function asProblem(error: unknown): Problem {
  if (error instanceof Problem) return error;
  return new Problem(
    'INTERNAL',
    'The snapshot failed unexpectedly; the log of the worker says why',
    {},
    { cause: error },
  );
}
