import { Cron } from 'croner';

/**
 * The first time after `after` that a five-part cron pattern names in a time zone; null when there is none any more.
 * A time that a clock change skips runs right after the change, one that it repeats runs once.
 * @throws Error when pattern or time zone cannot be read
 */
export function nextRun(pattern: string, timezone: string, after: Date): Date | null {
  return new Cron(pattern, { timezone, mode: '5-part', paused: true }).nextRun(after);
}
