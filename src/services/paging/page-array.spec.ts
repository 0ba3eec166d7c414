import fc from 'fast-check';
import { expect, it } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { pageArray } from './page-array.js';

const keyOf = (item: string) => item;

it('pages put together are the list, whatever the page size', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), (items, first) => {
      const sorted = items.toSorted((a, b) => (a < b ? -1 : 1));
      const read: string[] = [];
      for (let after: string | undefined; ;) {
        const page = pageArray(sorted, keyOf, { first, after });
        read.push(...page.edges.map(({ node }) => node));
        after = page.edges.at(-1)?.cursor;
        if (!page.hasNextPage) break;
      }
      expect(read).toEqual(sorted);
    }),
  );
});

it('continues after an item that has vanished', () => {
  const { edges } = pageArray(['a', 'b', 'c'], keyOf, { first: 2 });
  const rest = pageArray(['a', 'c', 'd'], keyOf, { first: 2, after: edges[1]?.cursor });
  expect(rest.edges.map(({ node }) => node)).toEqual(['c', 'd']);
});

it.each(['', 'x', '!!', Buffer.from('[1]').toString('base64url'), Buffer.from('{}').toString('base64url')])(
  'refuses the cursor %j, naming the field',
  (after) => {
    expect(() => pageArray(['a'], keyOf, { first: 1, after })).toThrow(Problem);
    expect(() => pageArray(['a'], keyOf, { first: 1, after })).toThrow(/^after: /);
  },
);
