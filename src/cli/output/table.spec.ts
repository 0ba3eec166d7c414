import { expect, it } from 'vitest';
import { textTable, wrap } from './table.js';

it('aligns columns and wraps the last one below itself', () => {
  const text = textTable(
    [{ title: 'TO' }, { title: 'N', align: 'right' }, { title: 'FROM' }],
    [
      ['shop/web', '12', 'one, two, three, four, five, six'],
      ['x', '3', ''],
    ],
    40,
  );
  expect(text.split('\n')).toEqual([
    'TO         N  FROM',
    'shop/web  12  one, two, three, four,',
    '              five, six',
    'x          3',
    '',
  ]);
});

it('does not count colours as width', () => {
  const [, red, plain] = textTable(
    [{ title: 'A' }, { title: 'B' }],
    [
      ['\u001B[31mab\u001B[39m', '1'],
      ['abc', '2'],
    ],
  ).split('\n');
  expect(red).toBe('\u001B[31mab\u001B[39m   1');
  expect(plain).toBe('abc  2');
});

it('keeps a word that is longer than the line', () => {
  expect(wrap('a abcdefghij b', 5)).toEqual(['a', 'abcdefghij', 'b']);
});
