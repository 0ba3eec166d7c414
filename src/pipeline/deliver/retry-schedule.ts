const SECOND = 1000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** Waits between attempts: ten attempts over about three days, as Standard Webhooks recommends. */
const WAITS = [5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR, 20 * HOUR, 24 * HOUR];

/** Attempts after which a delivery is dead. */
export const MAX_ATTEMPTS = WAITS.length + 1;

/**
 * Milliseconds until the next attempt after `attempt` failed ones; null when there is none. Up to a tenth is added at
 * random so that the receivers of one outage do not all return at once. A receiver may ask for more time, not for less,
 * and not for more than a day.
 */
export function nextRetryMs(attempt: number, retryAfterMs = 0, random: () => number = Math.random): number | null {
  const wait = WAITS[attempt - 1];
  if (wait === undefined) return null;
  return Math.round(Math.max(wait * (1 + 0.1 * random()), Math.min(retryAfterMs, 24 * HOUR)));
}
