import fc from 'fast-check';
import { expect, it } from 'vitest';
import { canonicalJson } from './canonical-json.js';

it.each([
  {
    name: 'sorts keys at every level',
    value: { b: { d: 1, c: 2 }, a: [3, { z: 1, y: 2 }] },
    text: '{"a":[3,{"y":2,"z":1}],"b":{"c":2,"d":1}}',
  },
  { name: 'leaves out undefined members', value: { a: undefined, b: null }, text: '{"b":null}' },
  {
    name: 'keeps legal but surprising keys',
    value: JSON.parse('{"__proto__":1,"constructor":2}') as unknown,
    text: '{"__proto__":1,"constructor":2}',
  },
])('$name', ({ value, text }) => {
  expect(canonicalJson(value)).toBe(text);
});

it('is JSON that reads back to the same value', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      expect(JSON.parse(canonicalJson(value))).toEqual(JSON.parse(JSON.stringify(value)));
    }),
  );
});
