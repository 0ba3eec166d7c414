import { expect, it } from 'vitest';
import { z } from 'zod';
import { Problem } from '#src/lib/problem.js';
import { QueryPipe } from './query.pipe.js';

const pipe = new QueryPipe(
  z.strictObject({
    first: z.number().int().max(100).default(20),
    open: z.boolean().optional(),
    state: z.array(z.enum(['open', 'resolved'])).optional(),
    text: z.string().optional(),
  }),
);

it.each([
  [{}, { first: 20 }],
  [{ first: '5' }, { first: 5 }],
  [{ open: 'true' }, { first: 20, open: true }],
  [{ state: 'open' }, { first: 20, state: ['open'] }],
  [{ state: 'open,resolved' }, { first: 20, state: ['open', 'resolved'] }],
  [{ state: ['open', 'resolved'] }, { first: 20, state: ['open', 'resolved'] }],
  [{ text: '5' }, { first: 20, text: '5' }],
])('reads %j', (query, expected) => {
  expect(pipe.transform(query)).toEqual(expected);
});

it.each([
  [{ first: 'x' }],
  [{ first: '1e3' }],
  [{ open: 'yes' }],
  [{ state: 'closed' }],
  [{ constructor: 'x' }],
  [{ text: ['a', 'b'] }],
])('refuses %j', (query) => {
  expect(() => pipe.transform(query)).toThrow(Problem);
});
