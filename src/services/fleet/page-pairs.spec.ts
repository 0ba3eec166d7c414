import fc from 'fast-check';
import { expect, it } from 'vitest';
import { pagePairs, type PairedList, type PairPosition } from './page-pairs.js';

const IN_TIME = { elapsed: () => 0, milliseconds: 1 };

function listOf(content: ReadonlyMap<string, readonly string[]>): PairedList<string, string> {
  return {
    pairs: [...content.keys()].sort(),
    keyOfPair: (pair) => pair,
    load: (pair) => Promise.resolve([...(content.get(pair) ?? [])].sort()),
    keyOf: (item) => item,
    encode: (position) => JSON.stringify(position),
  };
}

it('pages put together are the list, whatever the page size', async () => {
  const contents = fc.dictionary(fc.string({ minLength: 1 }), fc.uniqueArray(fc.string(), { maxLength: 6 }), {
    maxKeys: 5,
  });
  await fc.assert(
    fc.asyncProperty(contents, fc.integer({ min: 1, max: 5 }), async (drawn, first) => {
      const content = new Map(Object.entries(drawn));
      const list = listOf(content);
      const read: string[] = [];
      for (let after: PairPosition | null = null; ;) {
        const page = await pagePairs(list, { first, after }, IN_TIME);
        read.push(...page.edges.map(({ node }) => node));
        const cursor = page.edges.at(-1)?.cursor;
        if (!page.hasNextPage) break;
        after = JSON.parse(cursor ?? '') as PairPosition;
      }
      expect(read).toEqual(list.pairs.flatMap((pair) => [...(content.get(pair) ?? [])].sort()));
    }),
  );
});

it('ends a page early when computing takes too long, and says so when there is nothing yet', async () => {
  const content = new Map(['a', 'b', 'c', 'd', 'e'].map((pair) => [pair, pair < 'c' ? [] : [`${pair}1`]]));
  let calls = 0;
  const slow = { elapsed: () => calls++ * 10, milliseconds: 15 };
  const { edges, hasNextPage } = await pagePairs(listOf(content), { first: 10, after: null }, slow);
  expect([edges.map(({ node }) => node), hasNextPage]).toEqual([['c1', 'd1'], true]);
  const never = { elapsed: () => 20, milliseconds: 15 };
  await expect(pagePairs(listOf(content), { first: 10, after: null }, never)).rejects.toMatchObject({
    code: 'DEPENDENCY.UNAVAILABLE',
    facts: { retryAfterSeconds: 5 },
  });
});
