import { UnrecoverableError } from 'bullmq';
import { expect, it } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { asJobError } from './as-job-error.js';

it.each([
  {
    name: 'a final problem ends the job',
    error: new Problem('CLUSTER.TLS', 'bad certificate'),
    final: true,
    text: 'CLUSTER.TLS: bad certificate',
  },
  {
    name: 'a passing problem is tried again',
    error: new Problem('CLUSTER.UNREACHABLE', 'timed out'),
    final: false,
    text: 'CLUSTER.UNREACHABLE: timed out',
  },
  {
    name: 'an unexpected error keeps its message to itself',
    error: new TypeError('token abc'),
    final: false,
    text: 'INTERNAL: TypeError',
  },
  { name: 'anything thrown is an error', error: 'text', final: false, text: 'INTERNAL: string' },
  { name: 'a final error stays final', error: new UnrecoverableError('no'), final: true, text: 'no' },
])('$name', ({ error, final, text }) => {
  const jobError = asJobError(error);
  expect(jobError.message).toBe(text);
  expect(jobError instanceof UnrecoverableError).toBe(final);
});

it('does not carry the stack of an unexpected error, which repeats its message', () => {
  expect(asJobError(new Error('secret text')).stack).not.toContain('secret text');
});
