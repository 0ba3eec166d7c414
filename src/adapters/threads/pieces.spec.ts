import { describe, expect, it } from 'vitest';
import { putBack, takeApart } from './pieces.js';

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

describe('long lists', () => {
  it.each([
    { name: 'nothing to take apart', value: { a: 1, list: numbers(3) } },
    { name: 'a list just too long', value: { list: numbers(401), other: 'x' } },
    { name: 'two long lists', value: { a: numbers(1_000), b: numbers(2_000), c: null } },
    { name: 'no object', value: 7 },
    { name: 'a list itself', value: numbers(5) },
  ])('come back as they were: $name', ({ value }) => {
    const { rest, pieces } = takeApart<unknown>(value);
    for (const piece of pieces) putBack(rest, structuredClone(piece));
    expect(rest).toEqual(value);
  });

  it('travel in small messages', () => {
    const { rest, pieces } = takeApart({ list: numbers(10_000) });
    expect(rest.list).toEqual([]);
    expect(Math.max(...pieces.map(({ items }) => items.length))).toBeLessThanOrEqual(64);
  });
});
