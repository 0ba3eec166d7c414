import { expect, it } from 'vitest';
import { crossingSentence } from './crossing-sentence.js';
import type { CrossingView } from './crossing.view.js';
import { matrixOf } from './matrix-of.js';

const crossing = (from: string, to: string, cluster: string, more: Partial<CrossingView> = {}): CrossingView => ({
  cluster: { id: cluster, name: cluster },
  from,
  to,
  verdict: 'denied',
  must: '',
  may: '',
  pairsMust: 0,
  pairsMay: 0,
  withinContract: false,
  because: [],
  witness: null,
  sentence: '',
  sinceSequence: 1,
  since: '2026-11-22T00:00:00.000Z',
  ...more,
});

const allowed = { verdict: 'allowed', must: 'TCP 80', may: 'TCP 80' } as const;
const unknown = { verdict: 'unknown', may: 'all' } as const;

it('shows the worst verdict of a pair, with the clusters that have it', () => {
  const { cells } = matrixOf(
    [
      crossing('a', 'b', 'one'),
      crossing('a', 'b', 'two', unknown),
      crossing('a', 'b', 'three', allowed),
      crossing('a', 'b', 'four', allowed),
      crossing('a', 'b', 'five', { ...allowed, withinContract: true }),
    ],
    false,
  );
  expect(cells).toEqual([
    {
      from: 'a',
      to: 'b',
      verdict: 'allowed',
      withinContract: false,
      ports: 'TCP 80',
      clusters: [
        { id: 'three', name: 'three' },
        { id: 'four', name: 'four' },
      ],
    },
  ]);
});

it('puts tenants first and the parties that are no tenants last', () => {
  const { parties } = matrixOf(
    [crossing('external', 'z', 'c'), crossing('unowned', 'b', 'c'), crossing('b', 'shared', 'c')],
    false,
  );
  expect(parties).toEqual(['b', 'z', 'external', 'shared', 'unowned']);
});

it.each([
  [crossing('a', 'b', 'c'), 'a cannot reach b in c'],
  [crossing('a', 'b', 'c', allowed), 'a can reach b in c on TCP 80'],
  [
    crossing('external', 'b', 'c', { ...allowed, withinContract: true }),
    'the outside can reach b in c on TCP 80, as agreed',
  ],
  [
    crossing('unowned', 'shared', 'c', unknown),
    'namespaces nobody owns may be able to reach shared services in c on all ports: not known',
  ],
])('says a crossing in words', (view, sentence) => {
  expect(crossingSentence(view)).toBe(sentence);
});
