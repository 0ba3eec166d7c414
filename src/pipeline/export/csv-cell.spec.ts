import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { csvCell } from './csv-cell.js';

it.each([
  { name: 'a Kubernetes name', text: 'shop/Deployment/web', expected: 'shop/Deployment/web' },
  { name: 'an equals sign', text: '=1+1', expected: "'=1+1" },
  { name: 'a plus sign', text: '+49', expected: "'+49" },
  { name: 'a minus sign', text: '-x', expected: "'-x" },
  { name: 'an at sign', text: '@SUM(A1)', expected: "'@SUM(A1)" },
  { name: 'a tab', text: '\t=1', expected: "'\t=1" },
  { name: 'a carriage return', text: '\r=1', expected: "' =1" },
  { name: 'a line feed', text: '\n=1', expected: "' =1" },
  { name: 'spaces in front', text: '   =1', expected: "'   =1" },
  { name: 'a no-break space in front', text: '\u00A0=1', expected: "'\u00A0=1" },
  { name: 'a zero-width space in front', text: '\u200B=1', expected: "'\u200B=1" },
  { name: 'a byte order mark in front', text: '\uFEFF=1', expected: "'\uFEFF=1" },
  { name: 'a full-width equals sign', text: '＝1', expected: "'＝1" },
  { name: 'a full-width plus, minus and at sign', text: '＋－＠', expected: "'＋－＠" },
  { name: 'a sign inside', text: 'a=b', expected: 'a=b' },
  { name: 'a line break inside', text: 'a\r\nb', expected: 'a b' },
  { name: 'nothing', text: '', expected: '' },
])('$name', ({ text, expected }) => {
  expect(csvCell(text, true)).toBe(expected);
});

it('leaves the guard out for machines', () => {
  expect(csvCell('=1', false)).toBe('=1');
});

describe('for any text', () => {
  it('no cell starts like a formula, whatever is in front', () => {
    const blank = fc.string({ unit: fc.constantFrom(' ', '\u00A0', '\u200B', '\uFEFF', '\u3000') });
    const sign = fc.constantFrom('=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠');
    fc.assert(
      fc.property(blank, sign, fc.string(), (before, first, rest) =>
        csvCell(before + first + rest, true).startsWith("'"),
      ),
    );
  });

  it('no cell holds a line break', () => {
    fc.assert(fc.property(fc.string(), fc.boolean(), (text, safe) => !/[\r\n]/.test(csvCell(text, safe))));
  });
});
