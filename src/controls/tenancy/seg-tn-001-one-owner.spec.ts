import { expect, it } from 'vitest';
import { cluster, deployment, judgeManifests, namespace, verdictsOf } from '../../../test/support/judged-cluster.js';

const ID = 'SEG-TN-001';

it.each([
  { name: 'a label', labels: { tenant: 'shop' }, tenancy: {}, rule: 'namespace-label:tenant' },
  {
    name: 'a registration',
    labels: {},
    tenancy: { rules: [{ id: 'r1', tenant: 'shop', namespaceGlob: 'sh*' }] },
    rule: 'registration:r1',
  },
])('passes a namespace with an owner by $name', ({ labels, tenancy, rule }) => {
  const assessment = judgeManifests(cluster(namespace('shop', labels), deployment('shop', 'web')), { tenancy });
  expect(verdictsOf(assessment, ID)).toMatchObject({ breaches: [], tally: { pass: 1, fail: 0, unknown: 0 } });
  expect(assessment.members).toEqual([{ tenant: 'shop', namespaces: ['shop'], rule }]);
});

it('fails a namespace without an owner, and takes an empty one lightly', () => {
  const { breaches } = verdictsOf(
    judgeManifests(cluster(namespace('empty'), namespace('shop'), deployment('shop', 'web'))),
    ID,
  );
  expect(breaches.map(({ subject, severity }) => [subject, severity])).toEqual([
    ['empty', 'info'],
    ['shop', 'high'],
  ]);
  expect(breaches[1]).toMatchObject({
    because: 'no rule gives it to a tenant',
    evidence: {
      objects: [{ apiVersion: 'v1', kind: 'Namespace', name: 'shop' }],
      notes: ['decided by default:unowned'],
    },
  });
});

it('fails a namespace that two tenants claim', () => {
  const tenancy = {
    rules: [
      { tenant: 'shop', namespaceGlob: 's*' },
      { tenant: 'blog', namespaceGlob: '*p' },
    ],
  };
  const { breaches } = verdictsOf(
    judgeManifests(cluster(namespace('shop'), deployment('shop', 'web')), { tenancy }),
    ID,
  );
  expect(breaches[0]).toMatchObject({ because: 'shop and blog claim it with rules of equal rank', tenants: ['shop'] });
});

it('refuses a label that names another kind of party', () => {
  const assessment = judgeManifests(cluster(namespace('shop', { tenant: 'shared' }), deployment('shop', 'web')));
  expect(verdictsOf(assessment, ID).breaches[0]?.because).toContain('"shared", which is a reserved word');
  expect(assessment.diagnostics).toContainEqual(expect.objectContaining({ code: 'TENANCY.RESERVED_NAME' }));
});

it('does not know owners when namespaces could not be read', () => {
  const { breaches, tally } = verdictsOf(
    judgeManifests(deployment('shop', 'web'), { states: { 'core/Namespace': 'FORBIDDEN' } }),
    ID,
  );
  expect(tally).toMatchObject({ pass: 0, fail: 0 });
  expect(breaches).toEqual([
    expect.objectContaining({
      verdict: 'unknown',
      subject: 'cluster',
      evidence: expect.objectContaining({ missing: ['core/Namespace'] }),
    }),
  ]);
});

it('does not apply to system namespaces', () => {
  const { tally } = verdictsOf(judgeManifests(namespace('kube-system')), ID);
  expect(tally).toMatchObject({ pass: 0, fail: 0, notApplicable: 1 });
});
