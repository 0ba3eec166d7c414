import fc from 'fast-check';
import { expect, it } from 'vitest';
import { globMatches } from './glob.js';

it.each([
  ['shop', 'shop', true],
  ['shop', 'shop2', false],
  ['shop-*', 'shop-eu', true],
  ['shop-*', 'shop-', true],
  ['shop-*', 'shop', false],
  ['*-db', 'orders-db', true],
  ['*-db', 'orders-db2', false],
  ['s?op', 'stop', true],
  ['s?op', 'sop', false],
  ['*a*b*', 'xxaxxbxx', true],
  ['*a*b*', 'xxbxxaxx', false],
  ['*', '', true],
  ['', '', true],
  ['', 'a', false],
  ['team.a', 'teamxa', false],
  ['[a-z]', 'b', false],
] as const)('%j on %j is %s', (pattern, text, matches) => {
  expect(globMatches(pattern, text)).toBe(matches);
});

it('agrees with a regular expression', () => {
  const word = fc.string({ unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 6 });
  fc.assert(
    fc.property(word, fc.string({ unit: fc.constantFrom('a', 'b'), maxLength: 8 }), (pattern, text) => {
      const expression = new RegExp(`^${pattern.replaceAll('*', '.*').replaceAll('?', '.')}$`);
      expect(globMatches(pattern, text)).toBe(expression.test(text));
    }),
  );
});

it('answers a hostile pattern at once', () => {
  expect(globMatches(`${'a*'.repeat(200)}b`, 'a'.repeat(400))).toBe(false);
});
