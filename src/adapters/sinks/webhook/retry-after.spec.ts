import { expect, it } from 'vitest';
import { parseRetryAfter } from './retry-after.js';

const now = Date.parse('2026-11-22T03:00:00Z');

it.each([
  { name: 'seconds', header: '120', expected: 120_000 },
  { name: 'a date', header: 'Sun, 22 Nov 2026 03:00:30 GMT', expected: 30_000 },
  { name: 'a date that has passed', header: 'Sun, 22 Nov 2026 02:00:00 GMT', expected: 0 },
  { name: 'nothing', header: undefined, expected: undefined },
  { name: 'an empty header', header: ' ', expected: undefined },
  { name: 'nonsense', header: 'soon', expected: undefined },
  { name: 'the first of several', header: ['5', '7'], expected: 5_000 },
])('$name', ({ header, expected }) => {
  expect(parseRetryAfter(header, now)).toBe(expected);
});
