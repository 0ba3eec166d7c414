import { expect, it } from 'vitest';
import { PROBLEMS, Problem, type ProblemCode } from './problem.js';

it.each(Object.keys(PROBLEMS) as ProblemCode[])('%s answers an HTTP error status', (code) => {
  expect(new Problem(code, 'x').status).toBeGreaterThanOrEqual(400);
});

it('names the field of an invalid input', () => {
  expect(Problem.field('name', 'must not be empty')).toMatchObject({
    code: 'INPUT.INVALID',
    message: 'name: must not be empty',
  });
});
