import { expect, it } from 'vitest';
import { cluster, deployment, judgeManifests, namespace, verdictsOf } from '../../../test/support/judged-cluster.js';

const ID = 'SEG-HN-001';
const onHost = { spec: { hostNetwork: true } };
const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), ID);

it('fails a workload on the network of its node, tenant or not', () => {
  const { breaches } = judge(
    cluster(
      namespace('shop', { tenant: 'shop' }),
      deployment('shop', 'agent', onHost),
      namespace('x'),
      deployment('x', 'agent', onHost),
    ),
  );
  expect(breaches.map(({ subject, severity, tenants }) => ({ subject, severity, tenants }))).toEqual([
    { subject: 'shop/Deployment/agent', severity: 'high', tenants: ['shop'] },
    { subject: 'x/Deployment/agent', severity: 'high', tenants: [] },
  ]);
  expect(breaches[0]?.evidence.objects).toEqual([
    { apiVersion: 'apps/v1', kind: 'Deployment', namespace: 'shop', name: 'agent', path: 'spec.hostNetwork' },
  ]);
});

it('passes pods with a network of their own', () => {
  expect(judge(cluster(namespace('shop'), deployment('shop', 'web'))).tally).toMatchObject({ pass: 1, fail: 0 });
});

it('does not apply to system services', () => {
  expect(judge(deployment('kube-system', 'proxy', onHost)).tally).toMatchObject({ fail: 0, notApplicable: 1 });
});

it('does not know who owns the pods without namespaces', () => {
  const { breaches, tally } = judge(deployment('shop', 'agent', onHost), { states: { 'core/Namespace': 'FORBIDDEN' } });
  expect(tally).toMatchObject({ fail: 0, missing: ['core/Namespace'] });
  expect(breaches[0]).toMatchObject({ verdict: 'unknown', evidence: { missing: ['core/Namespace'] } });
});
