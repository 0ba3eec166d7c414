import { expect, it } from 'vitest';
import {
  cluster,
  denyAll,
  deployment,
  judgeManifests,
  namespace,
  policy,
  service,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const ID = 'SEG-EX-006';
const shop = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'db', { ports: [5432] }));
const blog = cluster(namespace('blog', { tenant: 'blog' }), deployment('blog', 'web', { ports: [80] }));
const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), ID);
const about = (manifests: string) => judge(manifests).breaches.find(({ subject }) => subject === 'shop/Deployment/db');

it('fails a database that another tenant reaches', () => {
  expect(about(cluster(shop, blog))).toMatchObject({
    verdict: 'fail',
    severity: 'critical',
    tenants: ['shop'],
    because: 'TCP 5432 is open to blog',
    evidence: {
      flow: { from: { name: 'web' }, to: { name: 'db' }, ports: 'TCP 5432', verdict: 'allowed' },
      notes: ['reachable from blog'],
    },
  });
});

it('fails a database behind a door from outside, even when its image declares no port', () => {
  const undeclared = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'db'));
  const door = service('shop', 'db', { type: 'NodePort', ports: [{ port: 5432, nodePort: 30432 }] });
  const breach = about(cluster(undeclared, door));
  expect(breach).toMatchObject({
    verdict: 'fail',
    because: 'TCP 5432 is open to the outside through node-port Service shop/db, port 30432',
  });
  expect(breach?.evidence.objects).toEqual([expect.objectContaining({ kind: 'Service', name: 'db' })]);
});

it('counts 8080 only where a CI server runs', () => {
  const ci = (image: string): string =>
    cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'ci', { ports: [8080], image }));
  expect(judge(cluster(ci('jenkins/jenkins:lts'), blog)).tally).toMatchObject({ fail: 1 });
  expect(judge(cluster(ci('registry.example/app:1'), blog)).tally).toMatchObject({ fail: 0, notApplicable: 2 });
});

it('passes a database that only its own tenant reaches', () => {
  expect(judge(cluster(shop, blog, denyAll('shop'))).tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
});

it('does not know when a policy cannot be understood', () => {
  const broken = policy('shop', 'broken', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: 'all' }] });
  const breach = about(cluster(shop, blog, broken));
  expect(breach).toMatchObject({ verdict: 'unknown', because: 'TCP 5432 may be open to blog' });
  expect(breach?.evidence.missing.join()).toContain('broken');
});

it('does not apply to workloads without such ports', () => {
  expect(judge(blog).tally).toMatchObject({ pass: 0, fail: 0, unknown: 0, notApplicable: 1 });
});
