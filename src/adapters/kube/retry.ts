import { setTimeout as sleep } from 'node:timers/promises';
import { Problem } from '#src/lib/problem.js';
import type { ApiAnswer } from './api-answer.js';

/** How often and how patiently a request is repeated. */
export interface RetryPolicy {
  /** Further attempts after the first. */
  readonly retries: number;
  /** First waiting time; doubles with every attempt, with jitter. */
  readonly baseMs: number;
  readonly maxMs: number;
}

/** API servers under load ask for one second whatever the load is, so our own backoff grows on top of it. */
export const DEFAULT_RETRY: RetryPolicy = { retries: 5, baseMs: 500, maxMs: 30_000 };

/** A connection that hangs costs its whole timeout each time, so it is tried less often than an answer that says no. */
const LOST_RETRIES = 2;

/** Answers that may be better next time. 410 is not among them: its continue token must not be used again. */
const TRANSIENT = new Set([429, 500, 502, 503, 504]);

/**
 * Repeats a request while the answer is transient or the connection fails.
 * @returns the last answer, transient or not.
 * @throws what the last attempt threw, when it is a failure that trying again cannot help or attempts are used up.
 */
export async function withRetry(
  attempt: () => Promise<ApiAnswer>,
  { retries, baseMs, maxMs }: RetryPolicy,
  signal: AbortSignal | undefined,
): Promise<ApiAnswer> {
  for (let tries = 0; ; tries += 1) {
    const outcome = await attempt().catch((error: unknown) => error);
    const last = tries >= retries;
    if (isAnswer(outcome)) {
      if (outcome.ok || !TRANSIENT.has(outcome.status) || last) return outcome;
    } else if (last || tries >= LOST_RETRIES || !isWorthRepeating(outcome)) throw outcome;
    const asked = isAnswer(outcome) && !outcome.ok ? (outcome.retryAfterSeconds ?? 0) * 1000 : 0;
    const backoff = baseMs * 2 ** tries * (0.5 + Math.random());
    await pause(Math.min(maxMs, Math.max(asked, backoff)), signal);
  }
}

async function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  try {
    await sleep(ms, undefined, signal === undefined ? {} : { signal });
  } catch (error) {
    throw signal?.reason instanceof Problem ? signal.reason : error;
  }
}

function isAnswer(outcome: unknown): outcome is ApiAnswer {
  return typeof outcome === 'object' && outcome !== null && 'ok' in outcome;
}

function isWorthRepeating(error: unknown): boolean {
  return error instanceof Problem && error.code === 'CLUSTER.UNREACHABLE';
}
