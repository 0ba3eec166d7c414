import { beforeAll, describe, expect, it, vi } from 'vitest';
import { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { collectCluster } from '#src/adapters/kube/collect-cluster.js';
import type { Assessment } from '#src/controls/assessment.js';
import { assess } from '#src/controls/assess.js';
import { startSimulator } from '#src/demo/simulator/simulator.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import { parseTenancyRules } from '#src/engine/isolation/tenancy.js';
import { Secret } from '#src/lib/secret.js';
import { type DemoClusterData, demoClusters } from './demo-clusters.js';
import { demoTenants } from './demo-tenants.js';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

const tenancy = parseTenancyRules({
  tenants: demoTenants().map(({ slug, name, tier, declaredPorts, contracts }) => ({
    slug,
    name,
    tier,
    declaredPorts,
    contracts,
  })),
  rules: demoTenants().flatMap(({ slug, rules }) => rules.map((rule) => ({ tenant: slug, ...rule }))),
});

/** The way of the service: served over TLS, collected, folded, judged. */
async function judge(data: DemoClusterData): Promise<Assessment> {
  const simulator = await startSimulator(data);
  try {
    const limits = {
      pageTimeoutMs: 10_000,
      maxPageBytes: 1e7,
      pageSize: 50,
      maxObjectsPerKind: 10_000,
      runTimeoutMs: 60_000,
    };
    const guard = new EgressGuard({ policy: 'CLUSTER', allow: ['127.0.0.1'] });
    const credential = { type: 'token', token: new Secret(simulator.token) } as const;
    const read = await collectCluster({ server: simulator.url, caPem: simulator.caPem, credential }, { guard, limits });
    const { objects, podGroups } = foldPods(read.objects, 'live');
    const cluster = { name: data.name, uid: read.kubeSystemUid, version: read.version };
    const facts = {
      cluster,
      observedAt: read.observedAt,
      objects,
      podGroups,
      coverage: read.coverage,
      origin: 'live',
    } as const;
    return assess({ facts, tenancy, now: read.observedAt });
  } finally {
    await simulator.close();
  }
}

const judged = new Map<string, Assessment>();
beforeAll(async () => {
  for (const data of demoClusters()) judged.set(data.name, await judge(data));
});
const of = (name: string): Assessment => judged.get(name)!;
const crossing = (name: string, from: string, to: string) =>
  of(name).crossings.find((one) => one.from === from && one.to === to);
const score = (name: string, tenant: string) => of(name).scores.find((one) => one.tenant === tenant)!;
const breach = (name: string, control: string, subject: string) =>
  of(name).breaches.find((one) => one.control === control && one.subject === subject);

it('is the same each time', () => {
  expect(demoClusters()).toEqual(demoClusters());
});

it.each(demoClusters())('$name names each object once and gives each pod an address of its own', ({ objects }) => {
  const keys = objects.map(({ apiVersion, kind, metadata }) =>
    [apiVersion, kind, metadata.namespace, metadata.name].join('/'),
  );
  expect(new Set(keys).size).toBe(keys.length);
  const pods = objects.filter(
    ({ kind, spec }) => kind === 'Pod' && (spec as { hostNetwork?: boolean }).hostNetwork !== true,
  );
  const addresses = pods.map(({ status }) => (status as { podIP: string }).podIP);
  expect(new Set(addresses).size).toBe(addresses.length);
});

describe('prod-eu', () => {
  it('runs Calico, which enforces', () => {
    expect(of('prod-eu').cluster).toMatchObject({ cni: 'calico', enforced: 'yes' });
  });

  it('fences payments well: only its contract and its edge reach it', () => {
    expect(score('prod-eu', 'payments').lower).toBeGreaterThan(85);
    expect(crossing('prod-eu', 'blog', 'payments')?.verdict).toBe('denied');
    expect(crossing('prod-eu', 'shop', 'payments')).toMatchObject({ must: 'TCP 8443', withinContract: true });
  });

  it('lets WordPress reach the Redis of shop', () => {
    expect(crossing('prod-eu', 'blog', 'shop')).toMatchObject({
      verdict: 'allowed',
      must: 'TCP 6379',
      witness: { from: { name: 'wordpress' }, to: { name: 'redis' } },
    });
    expect(breach('prod-eu', 'SEG-EX-006', 'shop/StatefulSet/redis')?.verdict).toBe('fail');
  });

  it('has a metadata block that a second policy undoes', () => {
    expect(breach('prod-eu', 'SEG-EG-002', 'blog/Deployment/wordpress')?.because).toContain('wordpress-updates');
  });

  it('has a sample policy that does not do what its name says', () => {
    expect(breach('prod-eu', 'SEG-NP-007', 'shop-batch/NetworkPolicy/deny-backend-egress')?.verdict).toBe('fail');
    expect(breach('prod-eu', 'SEG-NP-002', 'shop-batch/Deployment/reports')?.verdict).toBe('fail');
  });
});

describe('prod-us', () => {
  it('runs Cilium and fences shop', () => {
    expect(of('prod-us').cluster).toMatchObject({ cni: 'cilium', enforced: 'yes' });
    expect(crossing('prod-us', 'blog', 'shop')?.verdict).toBe('denied');
  });

  it('never shows payments as open', () => {
    for (const from of ['blog', 'shop']) {
      const { must, withinContract } = crossing('prod-us', from, 'payments')!;
      expect(must === '' || withinContract).toBe(true);
    }
  });

  it('shows Grafana to the internet', () => {
    expect(breach('prod-us', 'SEG-EX-007', 'monitoring/Deployment/grafana')?.verdict).toBe('fail');
  });

  it('opens the orders of shop to the other cluster', () => {
    expect(crossing('prod-us', 'external', 'shop')?.may).toContain('5432');
  });
});

describe('staging', () => {
  it('enforces nothing, so the same fences leave payments open to everybody', () => {
    expect(of('staging').cluster).toMatchObject({ cni: 'flannel', enforced: 'no' });
    expect(crossing('staging', 'blog', 'payments')).toMatchObject({ verdict: 'allowed', must: 'all' });
    expect(score('staging', 'payments').upper).toBeLessThan(30);
    expect(breach('staging', 'SEG-CN-001', 'cluster')?.verdict).toBe('fail');
  });

  it('admits that it could not read everything', () => {
    expect(breach('staging', 'SEG-GV-003', 'cluster')?.because).toContain('ServiceAccount');
  });
});
