import { expect, it } from 'vitest';
import { kindCounts } from './kind-counts.js';

const complete = (kind: string, items: number) => ({ kind, state: 'COMPLETE' as const, items });
const forbidden = (kind: string) => ({ kind, state: 'FORBIDDEN' as const, items: 0 });

it.each([
  {
    name: 'the newest complete reading counts',
    before: [[complete('a', 5)], [complete('a', 9)]],
    after: [complete('a', 4)],
    expected: [{ kind: 'a', before: 5, after: 4 }],
  },
  {
    name: 'an incomplete one is passed over',
    before: [[forbidden('a')], [complete('a', 9)]],
    after: [complete('a', 0)],
    expected: [{ kind: 'a', before: 9, after: 0 }],
  },
  { name: 'a kind not read now says nothing', before: [[complete('a', 5)]], after: [forbidden('a')], expected: [] },
  { name: 'a new kind says nothing', before: [[]], after: [complete('a', 5)], expected: [] },
  { name: 'the first snapshot says nothing', before: [], after: [complete('a', 5)], expected: [] },
])('$name', ({ before, after, expected }) => {
  expect(kindCounts(before, after)).toEqual(expected);
});
