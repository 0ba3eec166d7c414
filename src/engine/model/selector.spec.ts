import { describe, expect, it } from 'vitest';
import { readSelector } from './selector-reader.js';

const web = { app: 'web', tier: '' };

describe('a label selector', () => {
  it.each<{ name: string; selector: unknown; matches: boolean }>([
    { name: 'null matches everything', selector: null, matches: true },
    { name: '{} matches everything', selector: {}, matches: true },
    { name: 'matchLabels must all hold', selector: { matchLabels: { app: 'web', tier: 'x' } }, matches: false },
    { name: 'an empty value matches an empty value', selector: { matchLabels: { tier: '' } }, matches: true },
    { name: 'an empty value does not match a missing key', selector: { matchLabels: { zone: '' } }, matches: false },
    { name: 'values are case-sensitive', selector: { matchLabels: { app: 'Web' } }, matches: false },
    {
      name: 'In needs the key',
      selector: { matchExpressions: [{ key: 'zone', operator: 'In', values: ['a', ''] }] },
      matches: false,
    },
    {
      name: 'NotIn holds without the key',
      selector: { matchExpressions: [{ key: 'zone', operator: 'NotIn', values: ['a'] }] },
      matches: true,
    },
    {
      name: 'NotIn fails on a listed value',
      selector: { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db', 'web'] }] },
      matches: false,
    },
    {
      name: 'Exists holds for an empty value',
      selector: { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
      matches: true,
    },
    {
      name: 'DoesNotExist holds for a missing key',
      selector: { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist', values: [] }] },
      matches: true,
    },
    {
      name: 'labels and expressions are both required',
      selector: { matchLabels: { app: 'web' }, matchExpressions: [{ key: 'tier', operator: 'DoesNotExist' }] },
      matches: false,
    },
    {
      name: 'names of Object.prototype are ordinary keys',
      selector: { matchLabels: { constructor: 'x' } },
      matches: false,
    },
  ])('$name', ({ selector, matches }) => {
    expect(readSelector(selector).selector?.matches(web)).toBe(matches);
  });

  it.each<{ name: string; selector: unknown; field: string }>([
    { name: 'a list', selector: [], field: '' },
    { name: 'a text', selector: 'app=web', field: '' },
    { name: 'labels without matchLabels', selector: { app: 'web' }, field: '.app' },
    { name: 'a number as value', selector: { matchLabels: { version: 1 } }, field: '.matchLabels.version' },
    { name: 'a key with a space', selector: { matchLabels: { 'a b': 'x' } }, field: '.matchLabels.a b' },
    { name: 'a value that is too long', selector: { matchLabels: { a: 'x'.repeat(64) } }, field: '.matchLabels.a' },
    {
      name: 'an upper-case prefix',
      selector: { matchLabels: { 'Example.org/a': 'x' } },
      field: '.matchLabels.Example.org/a',
    },
    {
      name: 'a key of the prototype chain',
      selector: JSON.parse('{"matchLabels":{"__proto__":"x"}}') as unknown,
      field: '.matchLabels.__proto__',
    },
    {
      name: 'an unknown operator',
      selector: { matchExpressions: [{ key: 'a', operator: 'in', values: ['x'] }] },
      field: '.matchExpressions[0].operator',
    },
    {
      name: 'In without values',
      selector: { matchExpressions: [{ key: 'a', operator: 'In' }] },
      field: '.matchExpressions[0].values',
    },
    {
      name: 'Exists with values',
      selector: { matchExpressions: [{ key: 'a', operator: 'Exists', values: ['x'] }] },
      field: '.matchExpressions[0].values',
    },
    {
      name: 'a missing key',
      selector: { matchExpressions: [{ operator: 'Exists' }] },
      field: '.matchExpressions[0].key',
    },
    {
      name: 'values that are no texts',
      selector: { matchExpressions: [{ key: 'a', operator: 'In', values: [{}] }] },
      field: '.matchExpressions[0].values[0]',
    },
  ])('refuses $name', ({ selector, field }) => {
    const read = readSelector(selector);
    expect(read.selector).toBeNull();
    expect(read.problems.map((problem) => problem.field)).toContain(field);
  });

  it('reads equal selectors to equal text', () => {
    const one = readSelector({ matchLabels: { b: '2', a: '1' } }).selector;
    const other = readSelector({
      matchLabels: { a: '1' },
      matchExpressions: [{ key: 'b', operator: 'In', values: ['2', '2'] }],
    }).selector;
    expect(one?.text).toBe('a=1,b=2');
    expect(other?.text).toBe(one?.text);
  });
});
