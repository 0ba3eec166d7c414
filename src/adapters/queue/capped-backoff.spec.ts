import fc from 'fast-check';
import { expect, it } from 'vitest';
import { cappedBackoff } from './capped-backoff.js';

it.each([
  { name: 'the first retry waits half a second at least', attempt: 1, random: 0, expected: 500 },
  { name: 'the first retry waits a second at most', attempt: 1, random: 1, expected: 1000 },
  { name: 'each failure doubles the wait', attempt: 4, random: 1, expected: 8000 },
  { name: 'waits end at five minutes', attempt: 40, random: 1, expected: 300_000 },
])('$name', ({ attempt, random, expected }) => {
  expect(cappedBackoff(attempt, () => random)).toBe(expected);
});

it('is positive and never above the cap', () => {
  fc.assert(
    fc.property(fc.integer({ min: -5, max: 1000 }), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
      const wait = cappedBackoff(attempt, () => random);
      return wait >= 500 && wait <= 300_000;
    }),
  );
});
