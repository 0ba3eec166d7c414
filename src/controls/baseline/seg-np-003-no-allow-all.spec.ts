import { expect, it } from 'vitest';
import {
  cluster,
  deployment,
  judgeManifests,
  namespace,
  policy,
  service,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-NP-003';
const shop = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'web', { ports: [8080] }));
const ingress = (...rules: object[]): string =>
  policy('shop', 'p', { podSelector: { matchLabels: { app: 'web' } }, policyTypes: ['Ingress'], ingress: rules });
const egress = (...rules: object[]): string =>
  policy('shop', 'p', { podSelector: {}, policyTypes: ['Egress'], egress: rules });

it.each([
  {
    name: 'an empty rule',
    given: ingress({}),
    because: 'spec.ingress[0] allows everyone inside and outside the cluster on every port',
  },
  {
    name: 'an empty from with ports',
    given: ingress({ from: [], ports: [{ port: 9000 }] }),
    because: 'spec.ingress[0] allows everyone inside and outside the cluster on the ports it names',
  },
  {
    name: 'every namespace',
    given: ingress({ from: [{ namespaceSelector: {} }] }),
    because: 'spec.ingress[0] allows every pod of every namespace on every port',
  },
  {
    name: 'the second rule',
    given: ingress({ from: [{ podSelector: {} }] }, { from: [{ ipBlock: { cidr: '0.0.0.0/0' } }] }),
    because: 'spec.ingress[1] allows every IPv4 address on every port',
  },
  {
    name: 'all of IPv6 outwards',
    given: egress({ to: [{ ipBlock: { cidr: '::/0' } }] }),
    because: 'spec.egress[0] allows every IPv6 address on every port',
  },
])('fails $name', ({ given, because }) => {
  const { breaches, tally } = verdictsOf(judgeManifests(cluster(shop, given)), ID);
  expect(tally).toMatchObject({ pass: 0, fail: 1 });
  expect(breaches[0]).toMatchObject({ severity: 'high', subject: 'shop/NetworkPolicy/p', tenants: ['shop'], because });
  const path = because.slice(0, because.indexOf(' '));
  expect(breaches[0]?.evidence.objects).toEqual([
    expect.objectContaining({ kind: 'NetworkPolicy', name: 'p', uid: 'uid-p', resourceVersion: '7', path }),
  ]);
});

it.each([
  { name: 'rules that name pods', given: ingress({ from: [{ podSelector: { matchLabels: { app: 'cli' } } }] }) },
  { name: 'one namespace', given: ingress({ from: [{ namespaceSelector: { matchLabels: { tenant: 'blog' } } }] }) },
  { name: 'a range with a hole', given: egress({ to: [{ ipBlock: { cidr: '0.0.0.0/0', except: ['10.0.0.0/8'] } }] }) },
  { name: 'name resolution', given: egress({ ports: [{ port: 53, protocol: 'UDP' }] }) },
  {
    name: 'the port behind a door from outside',
    given: cluster(
      service('shop', 'web', { type: 'LoadBalancer', ports: [{ port: 80, targetPort: 8080 }] }),
      ingress({ ports: [{ port: 8080 }] }),
    ),
  },
])('passes $name', ({ given }) => {
  const { tally } = verdictsOf(judgeManifests(cluster(shop, given)), ID);
  expect(tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('does not know about a policy it cannot read', () => {
  const { breaches } = verdictsOf(judgeManifests(cluster(shop, ingress({ from: 'everyone' }))), ID);
  expect(breaches[0]?.verdict).toBe('unknown');
  expect(breaches[0]?.evidence.missing.join()).toContain('p could not be read');
});

it('does not apply where nothing enforces the policy', () => {
  const { tally } = verdictsOf(judgeManifests(cluster(shop, ingress({})), { cni: 'flannel' }), ID);
  expect(tally).toMatchObject({ fail: 0, notApplicable: 1 });
});
