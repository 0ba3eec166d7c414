import { expect, it } from 'vitest';
import { type Line, compareLines } from './compare-lines.js';

const line = (src: string, dst: string, says = 'all'): Line<string> => ({ src, dst, says });

const together = (said: readonly string[]): string => [...new Set(said)].sort().join(' and ');

it.each([
  ['order does not matter', [line('a', 'b'), line('b', 'a')], [line('b', 'a'), line('a', 'b')]],
  [
    'adjacent address parts are one part',
    [line('0.0.0.0-255.255.255.255', 'a')],
    [line('0.0.0.0/1', 'a'), line('128.0.0.0/1', 'a')],
  ],
  [
    'several ranges on one line',
    [line('a', '10.0.0.0/8, 12.0.0.0/8')],
    [line('a', '10.0.0.0-10.255.255.255'), line('a', '12.0.0.0/8')],
  ],
  [
    'overlapping ranges add up',
    [line('1.0.0.0/8', 'a', 'x'), line('1.0.0.0/9', 'a', 'y')],
    [line('1.0.0.0/9', 'a', 'x and y'), line('1.128.0.0/9', 'a', 'x')],
  ],
  ['IPv6 has its own space', [line('::/0', 'a')], [line('::-ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff', 'a')]],
])('says the same: %s', (_, expected, actual) => {
  expect(compareLines(expected, actual, together)).toEqual([]);
});

it.each([
  ['a missing pair', [line('a', 'b')], [], 'missing a => b: all'],
  ['an unexpected pair', [], [line('a', 'b')], 'unexpected a => b: all'],
  ['other ports', [line('a', 'b', 'TCP 80')], [line('a', 'b', 'TCP 81')], 'a => b: expected TCP 80, got TCP 81'],
  ['a direction the wrong way round', [line('a', '1.1.1.1')], [line('1.1.1.1', 'a')], 'missing a => 1.1.1.1: all'],
  [
    'part of a range with other ports',
    [line('1.0.0.0/8', 'a')],
    [line('1.0.0.0/9', 'a'), line('1.128.0.0/9', 'a', 'TCP 1')],
    'missing 1.0.0.0-1.255.255.255 => a: all',
  ],
])('differs: %s', (_, expected, actual, message) => {
  expect(compareLines(expected, actual, together)[0]).toBe(message);
});
