import { expect, it } from 'vitest';
import { MAX_ATTEMPTS, nextRetryMs } from './retry-schedule.js';

it.each([
  { name: 'the second attempt follows after seconds', attempt: 1, after: 0, random: 0, expected: 5_000 },
  { name: 'a tenth is added at random', attempt: 1, after: 0, random: 1, expected: 5_500 },
  { name: 'a receiver may ask for more time', attempt: 1, after: 60_000, random: 0, expected: 60_000 },
  { name: 'but not for less', attempt: 2, after: 1_000, random: 0, expected: 300_000 },
  { name: 'and not for more than a day', attempt: 1, after: 1e12, random: 0, expected: 86_400_000 },
  { name: 'the last wait is a day', attempt: 9, after: 0, random: 0, expected: 86_400_000 },
  { name: 'after ten attempts there is none', attempt: 10, after: 0, random: 0, expected: null },
])('$name', ({ attempt, after, random, expected }) => {
  expect(nextRetryMs(attempt, after, () => random)).toBe(expected);
});

it('goes on for more than three days', () => {
  const waits = Array.from({ length: MAX_ATTEMPTS - 1 }, (_, i) => nextRetryMs(i + 1, 0, () => 0) ?? 0);
  expect(waits.reduce((sum, wait) => sum + wait, 0)).toBeGreaterThan(3 * 86_400_000);
});
