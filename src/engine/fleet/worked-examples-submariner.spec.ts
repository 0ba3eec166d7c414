import { describe, expect, it } from 'vitest';
import { A, B, custom, fromAToB, only, policy, type SmallCluster } from '../../../test/support/fleet.js';

const ISOLATE_B = { podSelector: {}, policyTypes: ['Ingress'] };

describe('Submariner', () => {
  const gateway = (own: string, other: string) =>
    custom(
      'submariner.io/v1',
      'Gateway',
      `gw-${own}`,
      {
        status: {
          haStatus: 'active',
          localEndpoint: { cluster_id: own },
          connections: [{ status: 'connected', endpoint: { cluster_id: other } }],
        },
      },
      'submariner-operator',
    );
  const c1: SmallCluster = { objects: A, kept: [gateway('c1', 'c2')] };
  const c2 = (objects: readonly unknown[], kept: SmallCluster['kept'] = []): SmallCluster => ({
    objects: [...B, ...objects],
    kept: [gateway('c2', 'c1'), ...kept],
  });
  const choose = { technology: 'submariner' };

  it('M8 a remote pod is an address: namespace selectors do not admit it', () => {
    const closed = policy('b', 'all-pods', { ...ISOLATE_B, ingress: [{ from: [{ namespaceSelector: {} }] }] });
    expect(only(fromAToB(c1, c2([closed]), choose))).toMatchObject({ verdict: 'denied', strength: 'connected' });
    expect(only(fromAToB(c1, c2([]), choose))).toMatchObject({ verdict: 'allowed', must: 'all', because: [] });
  });

  const global = (own: string, cidr: string) =>
    custom('submariner.io/v1alpha1', 'Submariner', own, { spec: { globalCIDR: cidr } }, 'submariner-operator');
  const service = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'b', name: 'b' },
    spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 8080 }] },
  };
  const exported = custom('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'b', {}, 'b');
  const globalC1: SmallCluster = { objects: A, kept: [...c1.kept!, global('c1', '242.0.0.0/16')] };

  it('M9 Globalnet reaches nothing that is not exported', () => {
    const unexported = fromAToB(globalC1, c2([service], [global('c2', '242.1.0.0/16')]), choose);
    expect(only(unexported)).toMatchObject({
      verdict: 'denied',
      barriers: [expect.stringContaining('no Service in front of the pod is exported')],
    });
  });

  it('M9 … and policies see the global address of what it does reach', () => {
    const kept = [global('c2', '242.1.0.0/16'), exported];
    expect(only(fromAToB(globalC1, c2([service], kept), choose))).toMatchObject({
      verdict: 'allowed',
      must: 'TCP 8080',
    });
    const byPodRange = policy('b', 'p', { ...ISOLATE_B, ingress: [{ from: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }] });
    expect(only(fromAToB(globalC1, c2([service, byPodRange], kept), choose)).verdict).toBe('denied');
    const byGlobalRange = policy('b', 'p', {
      ...ISOLATE_B,
      ingress: [{ from: [{ ipBlock: { cidr: '242.0.0.0/16' } }] }],
    });
    expect(only(fromAToB(globalC1, c2([service, byGlobalRange], kept), choose)).verdict).toBe('allowed');
  });
});
