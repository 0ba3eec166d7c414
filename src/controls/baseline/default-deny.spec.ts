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

const shop = cluster(namespace('shop', { tenant: 'shop' }), deployment('shop', 'web', { ports: [8080] }));

describe.each([
  { control: 'SEG-NP-001', type: 'Ingress', severity: 'high' },
  { control: 'SEG-NP-002', type: 'Egress', severity: 'medium' },
] as const)('$control', ({ control, type, severity }) => {
  it('fails a workload no policy selects, and offers the missing policy', () => {
    const { breaches, tally } = verdictsOf(judgeManifests(shop), control);
    expect(tally).toEqual({ control, pass: 0, fail: 1, unknown: 0, notApplicable: 0, missing: [] });
    expect(breaches).toEqual([
      expect.objectContaining({
        verdict: 'fail',
        severity,
        subject: 'shop/Deployment/web',
        namespace: 'shop',
        tenants: ['shop'],
        because: `no policy selects its pods for ${type.toLowerCase()}`,
        evidence: { objects: [], missing: [], notes: ['labels {"app":"web"}'] },
      }),
    ]);
    expect(breaches[0]?.remediation).toContain(`policyTypes: [${type}]`);
  });

  it('passes a workload that a policy isolates', () => {
    const { breaches, tally } = verdictsOf(judgeManifests(cluster(shop, denyAll('shop'))), control);
    expect(tally).toMatchObject({ pass: 1, fail: 0, unknown: 0 });
    expect(breaches).toEqual([]);
  });

  it('is worse for a sensitive tenant', () => {
    const tenancy = { tenants: [{ slug: 'shop', tier: 2 }] };
    const [breach] = verdictsOf(judgeManifests(shop, { tenancy }), control).breaches;
    expect(breach?.severity).toBe(severity === 'high' ? 'critical' : 'high');
  });

  it('does not believe policies that the plugin ignores', () => {
    const assessment = judgeManifests(cluster(shop, denyAll('shop')), { cni: 'flannel' });
    expect(verdictsOf(assessment, control).breaches[0]).toMatchObject({
      verdict: 'fail',
      because: `the network plugin enforces no policy for ${type.toLowerCase()}`,
    });
  });

  it('does not know when the policies could not be read', () => {
    const assessment = judgeManifests(shop, { states: { 'networking.k8s.io/NetworkPolicy': 'FORBIDDEN' } });
    const { breaches, tally } = verdictsOf(assessment, control);
    expect(tally).toMatchObject({ pass: 0, fail: 0, missing: ['networking.k8s.io/NetworkPolicy'] });
    expect(tally?.unknown).toBeGreaterThan(0);
    expect(breaches).toEqual([
      expect.objectContaining({
        verdict: 'unknown',
        subject: 'cluster',
        evidence: { objects: [], missing: ['networking.k8s.io/NetworkPolicy'], notes: [] },
      }),
    ]);
  });

  it('does not know when one policy cannot be understood, and names it', () => {
    const broken = policy('shop', 'broken', { podSelector: { matchLabels: { app: '-' } }, policyTypes: [type] });
    const { breaches } = verdictsOf(judgeManifests(cluster(shop, broken)), control);
    expect(breaches).toHaveLength(1);
    expect(breaches[0]).toMatchObject({ verdict: 'unknown', subject: 'shop/Deployment/web' });
    expect(breaches[0]?.evidence.missing.join()).toContain('broken');
  });

  it.each([
    { name: 'system services', manifests: deployment('kube-system', 'web') },
    {
      name: 'pods on the network of their node',
      manifests: deployment('shop', 'web', { spec: { hostNetwork: true } }),
    },
  ])('does not apply to $name', ({ manifests }) => {
    const { tally } = verdictsOf(judgeManifests(cluster(namespace('shop'), manifests)), control);
    expect(tally).toMatchObject({ pass: 0, fail: 0, unknown: 0, notApplicable: 1 });
  });
});
