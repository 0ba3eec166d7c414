import { expect, it } from 'vitest';
import { cluster, deployment, judgeManifests, namespace, verdictsOf } from '../../../test/support/judged-cluster.js';

const ID = 'SEG-GV-003';
const shop = cluster(namespace('shop'), deployment('shop', 'web'));

it('passes a complete and fresh snapshot', () => {
  const { breaches, tally } = verdictsOf(judgeManifests(shop), ID);
  expect(breaches).toEqual([]);
  expect(tally?.pass).toBeGreaterThan(6);
});

it.each(['FORBIDDEN', 'TRUNCATED', 'UNAVAILABLE'] as const)('fails a kind that is %s, and names it', (state) => {
  const { breaches } = verdictsOf(judgeManifests(shop, { states: { 'core/Service': state } }), ID);
  expect(breaches).toEqual([
    expect.objectContaining({
      verdict: 'fail',
      severity: 'medium',
      subject: 'cluster',
      because: `core/Service is ${state}`,
      evidence: { objects: [], missing: ['core/Service'], notes: ['core/Service'] },
    }),
  ]);
});

it('tells two missing kinds apart', () => {
  const states = { 'core/Service': 'FORBIDDEN', 'core/Node': 'FORBIDDEN' } as const;
  const { breaches } = verdictsOf(judgeManifests(shop, { states }), ID);
  expect(new Set(breaches.map(({ fingerprint }) => fingerprint)).size).toBe(2);
});

it('fails an old snapshot', () => {
  const { breaches } = verdictsOf(judgeManifests(shop, { now: '2026-11-22T06:00:00Z' }), ID);
  expect(breaches.map(({ because }) => because)).toEqual(['the snapshot is 10800 s old, 7200 s are agreed']);
});

it('does not apply to manifests', () => {
  expect(verdictsOf(judgeManifests(shop, { origin: 'offline' }), ID).tally).toMatchObject({
    pass: 0,
    fail: 0,
    notApplicable: 1,
  });
});
