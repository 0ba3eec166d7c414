import { expect, it } from 'vitest';
import { cluster, deployment, judgeManifests, namespace, verdictsOf } from '../../../test/support/judged-cluster.js';

const ID = 'SEG-CN-001';
const shop = cluster(namespace('shop'), deployment('shop', 'web'));

it.each([
  { name: 'an enforcing plugin', options: { cni: 'calico' }, counts: { pass: 1 }, verdict: undefined },
  { name: 'flannel alone', options: { cni: 'flannel' }, counts: { fail: 1 }, verdict: 'fail' },
  { name: 'no plugin in sight', options: { cni: null }, counts: { unknown: 1 }, verdict: 'unknown' },
  {
    name: 'manifests, where conformance is assumed',
    options: { cni: null, origin: 'offline' },
    counts: { unknown: 1 },
    verdict: 'unknown',
  },
] as const)('$name', ({ options, counts, verdict }) => {
  const { breaches, tally } = verdictsOf(judgeManifests(shop, options), ID);
  expect(tally).toMatchObject(counts);
  expect(breaches.map((breach) => breach.verdict)).toEqual(verdict === undefined ? [] : [verdict]);
  if (verdict !== undefined) {
    expect(breaches[0]).toMatchObject({ severity: 'critical', subject: 'cluster' });
    expect(breaches[0]?.evidence.notes[0]).toMatch(/^profile /);
    expect(breaches[0]?.evidence.missing).toEqual(verdict === 'unknown' ? ['network plugin'] : []);
  }
});

it('does not apply to a cluster without pods', () => {
  expect(verdictsOf(judgeManifests(namespace('shop')), ID).tally).toMatchObject({ notApplicable: 1 });
});

it('does not know when DaemonSets could not be read', () => {
  const { tally } = verdictsOf(judgeManifests(shop, { cni: null, states: { 'apps/DaemonSet': 'FORBIDDEN' } }), ID);
  expect(tally).toMatchObject({ pass: 0, fail: 0, missing: ['apps/DaemonSet'] });
});
