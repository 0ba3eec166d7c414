import { expect, it } from 'vitest';
import { tally } from './tally.js';

it('adds checks up by suite and by kind and lists what does not hold', () => {
  const result = tally([
    { suite: 's', case: 's/a', kind: 'eval', check: 'eval[0]', outcome: { result: 'pass' } },
    { suite: 's', case: 's/b', kind: 'diff', check: 'diff[0]', outcome: { result: 'fail', message: 'no' } },
    { suite: 'r', case: 'r/c', kind: 'eval', check: 'eval[0]', outcome: { result: 'skip', reason: 'needs ANP' } },
  ]);
  expect(result).toEqual({
    total: 3,
    passed: 1,
    projected: 0,
    failed: 1,
    deviating: 0,
    skipped: 1,
    bySuite: {
      r: { total: 1, passed: 0, projected: 0, failed: 0, deviating: 0, skipped: 1 },
      s: { total: 2, passed: 1, projected: 0, failed: 1, deviating: 0, skipped: 0 },
    },
    byKind: {
      diff: { total: 1, passed: 0, projected: 0, failed: 1, deviating: 0, skipped: 0 },
      eval: { total: 2, passed: 1, projected: 0, failed: 0, deviating: 0, skipped: 1 },
    },
    failures: [{ case: 's/b', check: 'diff[0]', message: 'no' }],
    deviations: [],
  });
});
