import { expect, it } from 'vitest';
import { Problem } from '#src/lib/problem.js';
import { asProblem, judgeFailure } from './run-failure.js';

it.each([
  {
    name: 'an unreachable cluster is tried again',
    code: 'CLUSTER.UNREACHABLE',
    attempts: 1,
    expected: { next: 'retry', delayMs: 4000 },
  },
  { name: 'later each time', code: 'CLUSTER.UNREACHABLE', attempts: 4, expected: { next: 'retry', delayMs: 32_000 } },
  {
    name: 'five failures are poison',
    code: 'CLUSTER.UNREACHABLE',
    attempts: 5,
    expected: { next: 'end', state: 'POISON' },
  },
  {
    name: 'a bad certificate ends the run',
    code: 'CLUSTER.TLS',
    attempts: 1,
    expected: { next: 'end', state: 'FAILED', changed: false },
  },
  {
    name: 'another cluster at the address stops the cluster',
    code: 'CLUSTER.CHANGED',
    attempts: 1,
    expected: { next: 'end', state: 'FAILED', changed: true },
  },
] as const)('$name', ({ code, attempts, expected }) => {
  expect(judgeFailure(new Problem(code, 'x'), attempts, () => 1)).toMatchObject({
    ...expected,
    error: { code, message: 'x' },
  });
});

it('waits as long as the cluster asked', () => {
  const busy = new Problem('CLUSTER.THROTTLED', 'busy', { retryAfterSeconds: 600 });
  expect(judgeFailure(busy, 1, () => 0)).toMatchObject({ next: 'retry', delayMs: 600_000 });
});

it('shows no message of an unexpected error', () => {
  expect(asProblem(new Error('token abc')).message).not.toContain('abc');
});
