import { expect, it } from 'vitest';
import {
  cluster,
  denyAll,
  deployment,
  judgeManifests,
  namespace,
  node,
  policy,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-EG-001';
const shop = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'web'));
const aws = node('n1', 'aws:///eu-central-1a/i-0abc');
const egress = (block: object): string =>
  policy('shop', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: [{ to: [{ ipBlock: block }] }] });
const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), ID);

it('fails open egress on a cloud, with the flow', () => {
  const { breaches } = judge(cluster(shop, aws));
  expect(breaches).toEqual([
    expect.objectContaining({
      verdict: 'fail',
      severity: 'critical',
      subject: 'shop/Deployment/web',
      because: 'pods can open 169.254.169.254, and nodes run on aws',
    }),
  ]);
  expect(breaches[0]?.evidence.flow).toMatchObject({
    to: { range: '169.254.169.254' },
    ports: 'TCP 80',
    verdict: 'allowed',
  });
});

it('names the rule that allows it', () => {
  const { breaches } = judge(cluster(shop, aws, egress({ cidr: '0.0.0.0/0' })));
  expect(breaches[0]?.evidence.flow?.rules).toEqual([
    expect.objectContaining({
      policy: expect.objectContaining({ name: 'out' }),
      rule: 0,
      direction: 'egress',
      effect: 'allow',
    }),
  ]);
});

it.each([
  { name: 'no egress', manifests: cluster(shop, aws, denyAll('shop')) },
  {
    name: 'an exception',
    manifests: cluster(shop, aws, egress({ cidr: '0.0.0.0/0', except: ['169.254.169.254/32'] })),
  },
])('passes with $name', ({ manifests }) => {
  expect(judge(manifests).tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('knows the second address of Azure, which a link-local exception misses', () => {
  const azure = node('n1', 'azure:///subscriptions/s');
  const { breaches } = judge(cluster(shop, azure, egress({ cidr: '0.0.0.0/0', except: ['169.254.0.0/16'] })));
  expect(breaches[0]?.because).toContain('168.63.129.16');
});

it.each([
  { name: 'no node was read', manifests: shop, why: 'no Node was read' },
  {
    name: 'nodes name no provider',
    manifests: cluster(shop, node('n1', '')),
    why: 'the nodes do not name their provider',
  },
])('asks once for the cluster when $name', ({ manifests, why }) => {
  const { breaches } = judge(manifests);
  expect(breaches).toHaveLength(1);
  expect(breaches[0]).toMatchObject({
    verdict: 'unknown',
    subject: 'cluster',
    evidence: { missing: ['core/Node spec.providerID'], notes: ['shop/Deployment/web'] },
  });
  expect(breaches[0]?.because).toContain(why);
});

it('does not know when policies could not be read', () => {
  const { breaches, tally } = judge(cluster(shop, aws), { states: { 'networking.k8s.io/NetworkPolicy': 'FORBIDDEN' } });
  expect(tally).toMatchObject({ pass: 0, fail: 0 });
  expect(breaches[0]).toMatchObject({ verdict: 'unknown', evidence: { missing: ['networking.k8s.io/NetworkPolicy'] } });
});

it('does not apply to nodes without a metadata service', () => {
  expect(judge(cluster(shop, node('n1', 'kind://docker/c/n1'))).tally).toMatchObject({ fail: 0, notApplicable: 1 });
});
