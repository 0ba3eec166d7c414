import { expect, it } from 'vitest';
import { nextRun } from './next-run.js';

it.each([
  {
    name: 'the next hour',
    pattern: '0 * * * *',
    zone: 'UTC',
    after: '2026-11-22T03:20:00Z',
    expected: '2026-11-22T04:00:00Z',
  },
  {
    name: 'never the moment itself',
    pattern: '0 4 * * *',
    zone: 'UTC',
    after: '2026-11-22T04:00:00Z',
    expected: '2026-11-23T04:00:00Z',
  },
  {
    name: 'in the zone of the schedule',
    pattern: '0 6 * * 1',
    zone: 'Europe/Berlin',
    after: '2026-11-22T03:00:00Z',
    expected: '2026-11-23T05:00:00Z',
  },
  {
    name: 'summer time moves it',
    pattern: '0 6 * * *',
    zone: 'Europe/Berlin',
    after: '2026-06-01T05:00:00Z',
    expected: '2026-06-02T04:00:00Z',
  },
  {
    name: 'a skipped time runs after the change',
    pattern: '30 2 * * *',
    zone: 'Europe/Berlin',
    after: '2026-03-28T12:00:00Z',
    expected: '2026-03-29T01:00:00Z',
  },
])('$name', ({ pattern, zone, after, expected }) => {
  expect(nextRun(pattern, zone, new Date(after))).toEqual(new Date(expected));
});

it('runs a repeated time once', () => {
  const first = nextRun('30 2 * * *', 'Europe/Berlin', new Date('2026-10-24T12:00:00Z'));
  const second = nextRun('30 2 * * *', 'Europe/Berlin', first ?? new Date(0));
  expect([first?.toISOString(), second?.toISOString()]).toEqual([
    '2026-10-25T00:30:00.000Z',
    '2026-10-26T01:30:00.000Z',
  ]);
});

it.each([
  ['not a pattern', 'x', 'UTC'],
  ['no zone', '0 * * * *', 'Mars/Olympus'],
])('refuses what is %s', (_, pattern, zone) => {
  expect(() => nextRun(pattern, zone, new Date())).toThrow();
});
