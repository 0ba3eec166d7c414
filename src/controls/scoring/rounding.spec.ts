import { expect, it } from 'vitest';
import { apportion, roundTenths } from './rounding.js';

it.each([
  [1.25, 1.2],
  [98.75, 98.8],
  [1.35, 1.4],
  [0.05, 0],
  [0.15, 0.2],
  [84.22499999999999, 84.2],
])('rounds %d to %d', (value, rounded) => {
  expect(roundTenths(value)).toBe(rounded);
});

it.each([
  { name: 'exact shares', total: 10, shares: [1, 1, 3], parts: [2, 2, 6] },
  { name: 'the largest remainder first', total: 10, shares: [1, 1, 1], parts: [4, 3, 3] },
  { name: 'nothing to share', total: 0, shares: [1, 2], parts: [0, 0] },
  { name: 'no weight at all', total: 3, shares: [0, 0], parts: [3, 0] },
  { name: 'nobody', total: 3, shares: [], parts: [] },
])('apportions $name', ({ total, shares, parts }) => {
  expect(apportion(total, shares)).toEqual(parts);
});
