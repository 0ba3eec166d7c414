import { describe, expect, it } from 'vitest';
import {
  cluster,
  denyAll,
  deployment,
  judgeManifests,
  namespace,
  policy,
  verdictsOf,
} from '../../../test/support/judged-cluster.js';

const blog = cluster(namespace('blog', { tenant: 'blog' }), deployment('blog', 'wordpress', { ports: [80] }));
const shop = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'redis', { ports: [6379] }));
const fromBlog = policy('shop', 'from-blog', {
  podSelector: { matchLabels: { app: 'redis' } },
  policyTypes: ['Ingress'],
  ingress: [{ from: [{ namespaceSelector: { matchLabels: { tenant: 'blog' } } }], ports: [{ port: 6379 }] }],
});
const fenced = cluster(blog, shop, denyAll('shop'));
const tiers = {
  tenants: [
    { slug: 'blog', tier: 0 },
    { slug: 'shop', tier: 2 },
  ],
};

describe('SEG-TN-002, seen from the tenant that is reached', () => {
  const judge = (manifests: string, options = {}) => verdictsOf(judgeManifests(manifests, options), 'SEG-TN-002');

  it('fails a stray allow, with a witness and the deciding rules of both ends', () => {
    const { breaches } = judge(
      cluster(
        fenced,
        denyAll('blog'),
        fromBlog,
        policy('blog', 'out', { podSelector: {}, policyTypes: ['Egress'], egress: [{}] }),
      ),
      { tenancy: tiers },
    );
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toMatchObject({
      verdict: 'fail',
      severity: 'critical',
      subject: 'blog -> shop',
      tenants: ['shop', 'blog'],
      because: "blog reaches 1 of shop's workloads on TCP 6379",
      evidence: {
        flow: {
          from: { namespace: 'blog', kind: 'Deployment', name: 'wordpress' },
          to: { namespace: 'shop', kind: 'Deployment', name: 'redis' },
          ports: 'TCP 6379',
          verdict: 'allowed',
        },
        missing: [],
      },
    });
    const rules = breaches[0]?.evidence.flow?.rules ?? [];
    expect(rules.map(({ policy: { name }, direction, rule }) => [name, direction, rule])).toEqual([
      ['out', 'egress', 0],
      ['from-blog', 'ingress', 0],
    ]);
    expect(breaches[0]?.evidence.objects.map(({ name, uid }) => [name, uid])).toContainEqual([
      'from-blog',
      'uid-from-blog',
    ]);
  });

  it('passes fenced tenants', () => {
    const { tally, breaches } = judge(cluster(fenced, denyAll('blog')));
    expect(tally).toMatchObject({ pass: 2, fail: 0, unknown: 0, notApplicable: 0, missing: [] });
    expect(breaches).toEqual([]);
  });

  it('passes what the receiver agreed to, but not what only the sender claims', () => {
    const contract = { from: 'blog', to: 'shop', ports: 'TCP 6379' };
    const stray = cluster(fenced, fromBlog);
    const bySlug = (slug: string) => ({ tenancy: { tenants: [{ slug, contracts: [contract] }] } });
    expect(judge(stray, bySlug('shop')).breaches.map(({ subject }) => subject)).not.toContain('blog -> shop');
    expect(judge(stray, bySlug('blog')).breaches.map(({ subject }) => subject)).toContain('blog -> shop');
  });

  it('counts namespaces without an owner as strangers, one by one', () => {
    const { breaches } = judge(
      cluster(shop, namespace('x'), deployment('x', 'a'), namespace('y'), deployment('y', 'b')),
    );
    expect(breaches.map(({ subject }) => subject)).toEqual(['unowned/x -> shop', 'unowned/y -> shop']);
  });

  it('does not know when one policy cannot be read', () => {
    const broken = policy('shop', 'broken', { podSelector: {}, policyTypes: ['Ingress'], ingress: [{ from: 'all' }] });
    const { breaches } = judge(cluster(blog, shop, broken));
    expect(breaches.find(({ subject }) => subject === 'blog -> shop')).toMatchObject({
      verdict: 'unknown',
      evidence: { flow: { verdict: 'unknown' } },
    });
    expect(breaches.find(({ subject }) => subject === 'blog -> shop')?.evidence.missing.join()).toContain('broken');
  });

  it('does not know when policies could not be read', () => {
    const { breaches, tally } = judge(cluster(blog, shop), {
      states: { 'networking.k8s.io/NetworkPolicy': 'FORBIDDEN' },
    });
    expect(tally?.missing).toEqual(['networking.k8s.io/NetworkPolicy']);
    expect(breaches.map(({ verdict, subject }) => [verdict, subject])).toEqual([['unknown', 'cluster']]);
  });

  it('does not apply to a tenant that is alone', () => {
    expect(judge(shop).tally).toMatchObject({ pass: 0, fail: 0, notApplicable: 1 });
  });
});

describe('SEG-TN-003, seen from the tenant that reaches out', () => {
  it('fails the same flow from the other side', () => {
    const { breaches } = verdictsOf(judgeManifests(cluster(fenced, fromBlog)), 'SEG-TN-003');
    expect(breaches.map(({ subject, severity, tenants }) => ({ subject, severity, tenants }))).toEqual([
      { subject: 'blog -> shop', severity: 'high', tenants: ['blog', 'shop'] },
    ]);
  });

  it('passes when egress is closed, however open the other end is', () => {
    const { tally } = verdictsOf(judgeManifests(cluster(blog, shop, denyAll('blog'), denyAll('shop'))), 'SEG-TN-003');
    expect(tally).toMatchObject({ pass: 2, fail: 0 });
  });
});

it('lets tenants resolve names and be scraped, and nothing more', () => {
  const dns = deployment('kube-system', 'coredns', { labels: { 'k8s-app': 'kube-dns' }, ports: [53] });
  const system = cluster(namespace('kube-system'), dns);
  const toDns = policy('shop', 'dns', {
    podSelector: {},
    policyTypes: ['Egress'],
    egress: [{ to: [{ namespaceSelector: {} }], ports: [{ port: 53, protocol: 'UDP' }] }],
  });
  const assessment = judgeManifests(cluster(shop, system, denyAll('shop'), toDns));
  expect(verdictsOf(assessment, 'SEG-TN-003').breaches).toEqual([]);
  expect(assessment.crossings.find(({ from, to }) => from === 'shop' && to === 'shared')).toMatchObject({
    verdict: 'allowed',
    must: 'UDP 53',
    withinContract: true,
  });
  const open = judgeManifests(cluster(shop, system));
  const [score] = open.scores;
  expect(score?.items.find(({ channel }) => channel === 'E')).toMatchObject({
    subject: 'shop/redis → shared/kube-system: nearly all ports',
  });
  expect(assessment.scores[0]?.channels.E).toBe(0);
});
