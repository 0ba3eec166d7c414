const FIRST_MS = 1_000;
const CAP_MS = 5 * 60_000;

/**
 * Milliseconds to wait after the given failed attempt (1 = the first): doubling from one second up to five minutes,
 * of which the upper half is random so that many failures of one moment do not return in one moment.
 */
export function cappedBackoff(attempt: number, random: () => number = Math.random, capMs = CAP_MS): number {
  const full = Math.min(capMs, FIRST_MS * 2 ** Math.min(30, Math.max(0, attempt - 1)));
  return Math.round(full / 2 + (full / 2) * random());
}
