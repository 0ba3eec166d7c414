import { buildSchema, getIntrospectionQuery, parse, validate } from 'graphql';
import { describe, expect, it } from 'vitest';
import { depthRule } from './depth.rule.js';

const schema = buildSchema('type Query { a: Query b: Int }');
const refused = (text: string) => validate(schema, parse(text), [depthRule(3)]).length > 0;
const chain = Array.from({ length: 100 }, (_, i) => `fragment F${i} on Query { ...F${i + 1} ...F${i + 1} }`).join(' ');

describe('depth of a document', () => {
  it.each([
    ['at the limit', '{ a { a { b } } }', false],
    ['one too deep', '{ a { a { a { b } } } }', true],
    ['deepest branch counts', '{ b a { b a { b a { b } } } }', true],
    ['inline fragments add nothing', '{ ... on Query { a { ... { a { b } } } } }', false],
    ['fragments count where they are spread', '{ a { ...F } } fragment F on Query { a { a { b } } }', true],
    ['a fragment within the limit', '{ a { ...F } } fragment F on Query { a { b } }', false],
    ['a second operation', 'query A { b } query B { a { a { a { b } } } }', true],
    ['introspection', getIntrospectionQuery(), false],
    ['a fragment that contains itself', '{ ...F } fragment F on Query { a { ...F } }', false],
    ['an unknown fragment', '{ ...F }', false],
    [
      'fragments that double a hundred times',
      `{ ...F0 } ${chain} fragment F100 on Query { a { a { a { b } } } }`,
      true,
    ],
  ])('%s', (_, text, expected) => {
    expect(refused(text)).toBe(expected);
  });
});
