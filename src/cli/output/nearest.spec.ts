// cspell:words forntend
import { expect, it } from 'vitest';
import { nearest } from './nearest.js';

it.each([
  ['a swapped pair of letters', 'shop/forntend', ['shop/frontend', 'shop/cart'], 'shop/frontend'],
  ['upper case', 'Shop/Cart', ['shop/frontend', 'shop/cart'], 'shop/cart'],
  ['a name without its namespace', 'cart', ['shop/frontend', 'shop/cart'], 'shop/cart'],
  ['nothing alike', 'zebra', ['shop/frontend', 'shop/cart'], undefined],
  ['nothing known', 'zebra', [], undefined],
])('%s', (_, name, known, expected) => {
  expect(nearest(name, known)).toBe(expected);
});
