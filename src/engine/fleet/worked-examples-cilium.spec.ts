import { describe, expect, it } from 'vitest';
import {
  A,
  B,
  custom,
  fromAToB,
  memberOf,
  only,
  policy,
  settings,
  type SmallCluster,
} from '../../../test/support/fleet.js';
import { linksBetween } from './fleet.js';

const ISOLATE_B = { podSelector: {}, policyTypes: ['Ingress'] };

describe('Cilium ClusterMesh', () => {
  const mesh = (own: string, id: string, peer: string, more: Readonly<Record<string, string>> = {}) => [
    settings('kube-system', 'cilium-config', {
      'cluster-name': own,
      'cluster-id': id,
      'policy-default-local-cluster': 'false',
      ...more,
    }),
    custom('v1', 'Secret', 'cilium-clustermesh', { keys: [peer, `${peer}.etcd-client.crt`] }, 'kube-system'),
  ];
  const c1: SmallCluster = { cni: 'cilium', objects: A, kept: mesh('c1', '1', 'c2') };
  const c2 = (objects: readonly unknown[], more: Readonly<Record<string, string>> = {}): SmallCluster => ({
    cni: 'cilium',
    objects: [...B, ...objects],
    kept: mesh('c2', '2', 'c1', more),
  });
  const choose = { technology: 'cilium-clustermesh' };

  it('is proven when each lists the other, and then replaces mere routing', () => {
    const links = linksBetween(memberOf('c1', c1), memberOf('c2', c2([])));
    expect(links.find(({ technology }) => technology === 'cilium-clustermesh')).toMatchObject({
      premise: 'proven',
      strength: 'both-sides',
    });
    expect(links.some(({ technology }) => technology === 'routed-pods')).toBe(false);
    expect(only(fromAToB(c1, c2([]), choose))).toMatchObject({ verdict: 'allowed', must: 'all' });
  });

  it('M4 a selector of namespace b never means pods of namespace a', () => {
    const own = policy('b', 'own', {
      ...ISOLATE_B,
      ingress: [{ from: [{ podSelector: { matchLabels: { app: 'a' } } }] }],
    });
    expect(only(fromAToB(c1, c2([own]), choose))).toMatchObject({
      verdict: 'denied',
      barriers: [expect.stringContaining('b/own')],
    });
  });

  const fromNamespaceA = policy('b', 'from-a', {
    ...ISOLATE_B,
    ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'a' } } }] }],
  });

  it('M5 a selector of namespace a without a cluster means every cluster by the old default', () => {
    expect(only(fromAToB(c1, c2([fromNamespaceA]), choose))).toMatchObject({ verdict: 'allowed', must: 'all' });
  });

  it('M5 … and only the local cluster by the new default', () => {
    expect(only(fromAToB(c1, c2([fromNamespaceA], { 'policy-default-local-cluster': 'true' }), choose)).verdict).toBe(
      'denied',
    );
  });

  const byAddress = policy('b', 'by-address', {
    ...ISOLATE_B,
    ingress: [{ from: [{ ipBlock: { cidr: '10.1.0.0/16' } }] }],
  });

  it('M6 an address rule never matches an identity', () => {
    expect(only(fromAToB(c1, c2([byAddress]), choose)).verdict).toBe('denied');
  });

  it('M6 … unless the namespace is not global, which is not known', () => {
    const hidden = {
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name: 'a', annotations: { 'clustermesh.cilium.io/global': 'false' } },
    };
    const { objects, kept, cni } = c1;
    const crossing = only(
      fromAToB({ objects: objects!, kept: [...kept!, hidden], cni: cni! }, c2([byAddress]), choose),
    );
    expect(crossing).toMatchObject({ verdict: 'unknown', because: [expect.stringContaining('not global')] });
  });

  it('M7 a global service that is not shared: its address is denied, pod addresses go by policy', () => {
    const service = (shared: string | undefined) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: {
        namespace: 'b',
        name: 'b',
        annotations: {
          'service.cilium.io/global': 'true',
          ...(shared === undefined ? {} : { 'service.cilium.io/shared': shared }),
        },
      },
      spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 8080 }] },
    });
    const here: SmallCluster = { ...c1, objects: [...A, service(undefined)] };
    const hidden = fromAToB(here, c2([service('false')]));
    expect(only(hidden.filter(({ technology }) => technology === 'cilium-global-service'))).toMatchObject({
      verdict: 'denied',
      premise: 'excluded',
    });
    expect(only(hidden.filter(({ technology }) => technology === 'cilium-clustermesh')).verdict).toBe('allowed');
    expect(only(fromAToB(here, c2([service(undefined)]), { technology: 'cilium-global-service' }))).toMatchObject({
      verdict: 'allowed',
      must: 'TCP 8080',
    });
  });

  it('is one-sided and so only possible when one side does not list the other', () => {
    const deaf: SmallCluster = { cni: 'cilium', objects: B, kept: mesh('c2', '2', 'c9') };
    expect(only(fromAToB(c1, deaf, choose))).toMatchObject({ verdict: 'unknown', strength: 'one-side' });
  });
});

describe('Cilium policies that name clusters', () => {
  const mesh = (own: string, id: string, peer: string, localByDefault: string) => [
    settings('kube-system', 'cilium-config', {
      'cluster-name': own,
      'cluster-id': id,
      'policy-default-local-cluster': localByDefault,
    }),
    custom('v1', 'Secret', 'cilium-clustermesh', { keys: [peer] }, 'kube-system'),
  ];
  const from = (...ingress: readonly object[]) =>
    custom('cilium.io/v2', 'CiliumNetworkPolicy', 'p', { spec: { endpointSelector: {}, ingress } }, 'b');
  const NAMESPACE_A = { 'k8s:io.kubernetes.pod.namespace': 'a', app: 'a' };
  const CLUSTER = 'io.cilium.k8s.policy.cluster';

  it.each<[string, string, object, string]>([
    ['M4 a selector without a namespace', 'false', { fromEndpoints: [{ matchLabels: { app: 'a' } }] }, 'denied'],
    [
      'M5 a selector of namespace a, old default',
      'false',
      { fromEndpoints: [{ matchLabels: NAMESPACE_A }] },
      'allowed',
    ],
    ['M5 a selector of namespace a, new default', 'true', { fromEndpoints: [{ matchLabels: NAMESPACE_A }] }, 'denied'],
    [
      'the cluster by name',
      'true',
      { fromEndpoints: [{ matchLabels: { ...NAMESPACE_A, [`k8s:${CLUSTER}`]: 'c1' } }] },
      'allowed',
    ],
    [
      'another cluster',
      'false',
      { fromEndpoints: [{ matchLabels: { ...NAMESPACE_A, [`k8s:${CLUSTER}`]: 'c9' } }] },
      'denied',
    ],
    [
      'any cluster',
      'true',
      {
        fromEndpoints: [
          { matchLabels: NAMESPACE_A, matchExpressions: [{ key: `k8s:${CLUSTER}`, operator: 'Exists' }] },
        ],
      },
      'allowed',
    ],
    ['the entity cluster', 'false', { fromEntities: ['cluster'] }, 'denied'],
    ['the entity world', 'false', { fromEntities: ['world'] }, 'denied'],
    ['the entity all', 'false', { fromEntities: ['all'] }, 'allowed'],
    ['M6 an address range', 'false', { fromCIDR: ['10.1.0.0/16'] }, 'denied'],
  ])('%s', (_, localByDefault, ingress, verdict) => {
    const one: SmallCluster = { cni: 'cilium', objects: A, kept: mesh('c1', '1', 'c2', localByDefault) };
    const two: SmallCluster = {
      cni: 'cilium',
      objects: B,
      kept: [...mesh('c2', '2', 'c1', localByDefault), from(ingress)],
    };
    expect(only(fromAToB(one, two, { technology: 'cilium-clustermesh' })).verdict).toBe(verdict);
  });
});
