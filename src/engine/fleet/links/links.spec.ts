import { describe, expect, it } from 'vitest';
import { balancer, custom, memberOf, node, pod, settings, type SmallCluster } from '../../../../test/support/fleet.js';
import { crossingsBetween, linksBetween } from '../fleet.js';
import type { Link } from '../link.js';
import { linkDetectors } from './index.js';

const A = [node('n1', '192.168.1.10', '10.1.0.0/16'), pod('a', 'a', '10.1.0.5')];
const B = [node('n2', '192.168.2.10', '10.2.0.0/16'), pod('b', 'b', '10.2.0.5')];
const SERVICE = {
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { namespace: 'b', name: 'b' },
  spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 8080 }] },
};

function links(one: SmallCluster, two: SmallCluster, technology: string): readonly Link[] {
  return linksBetween(memberOf('c1', one), memberOf('c2', two)).filter((link) => link.technology === technology);
}

it('registers each technology once', () => {
  const names = linkDetectors.map(({ technology }) => technology);
  expect(new Set(names).size).toBe(names.length);
});

it('finds nothing but routes and nodes between plain clusters, and never proves those', () => {
  const found = linksBetween(memberOf('c1', { objects: A }), memberOf('c2', { objects: B }));
  expect(found.map(({ technology, premise }) => `${technology} ${premise}`)).toEqual([
    'routed-pods possible',
    'node-addresses possible',
  ]);
});

describe('doors', () => {
  it.each([
    ['a public load balancer with an address', balancer('b', 'b', '203.0.113.10'), 'proven', 'public'],
    ['an internal one', balancer('b', 'b', '10.9.9.9'), 'possible', 'internal, address not certain'],
    [
      'one that has no address yet',
      { ...balancer('b', 'b', ''), status: {} },
      'possible',
      'public, address not certain',
    ],
  ])('%s', (_, service, premise, subject) => {
    expect(links({ objects: A }, { objects: [...B, service] }, 'load-balancer')).toMatchObject([
      { kind: 'R3', premise, subject },
    ]);
  });

  it('a node port is a way to nodes and never proven', () => {
    const service = { ...SERVICE, spec: { ...SERVICE.spec, type: 'NodePort', ports: [{ port: 80, nodePort: 30080 }] } };
    expect(links({ objects: A }, { objects: [...B, service] }, 'node-port')).toMatchObject([
      { kind: 'R2', premise: 'possible' },
    ]);
  });

  it('nodes of equal addresses cannot be told apart', () => {
    const twin = [node('n2', '192.168.1.10', '10.2.0.0/16'), pod('b', 'b', '10.2.0.5')];
    expect(links({ objects: A }, { objects: twin }, 'node-addresses')).toMatchObject([{ premise: 'excluded' }]);
  });
});

describe('Skupper', () => {
  const router = (namespace: string, ip: string) => pod(namespace, 'skupper-router', ip);
  const listener = custom(
    'skupper.io/v2alpha1',
    'Listener',
    'b',
    { spec: { routingKey: 'b', host: 'b', port: 8080 } },
    'a',
  );
  const connector = custom(
    'skupper.io/v2alpha1',
    'Connector',
    'b',
    { spec: { routingKey: 'b', selector: 'app=b', port: 8080 } },
    'b',
  );
  const site = custom('skupper.io/v2alpha1', 'Site', 'far', {}, 'b');
  const dialled = custom('skupper.io/v2alpha1', 'Link', 'to-far', { status: { remoteSiteName: 'far' } }, 'a');
  const c1: SmallCluster = { objects: [...A, router('a', '10.1.0.6')], kept: [listener, dialled] };
  const c2: SmallCluster = { objects: [...B, router('b', '10.2.0.6')], kept: [connector, site] };

  it('carries a service through routers of both namespaces', () => {
    expect(links(c1, c2, 'skupper')).toMatchObject([{ subject: 'b', premise: 'proven', strength: 'connected' }]);
    const crossing = crossingsBetween(memberOf('c1', c1), memberOf('c2', c2)).find(
      ({ technology, from }) => technology === 'skupper' && from.party === 'a',
    );
    expect(crossing).toMatchObject({ verdict: 'allowed', must: 'TCP 8080', relayed: true });
  });

  it('leads only where something is offered', () => {
    expect(links(c2, c1, 'skupper')).toEqual([]);
    const unlinked = { ...c1, kept: [listener] };
    expect(links(unlinked, c2, 'skupper')).toMatchObject([{ premise: 'possible', strength: 'both-sides' }]);
  });
});

describe('Antrea Multi-cluster', () => {
  const set = custom(
    'multicluster.crd.antrea.io/v1alpha2',
    'ClusterSet',
    'set',
    { status: { conditions: [{ type: 'Ready', status: 'True' }] } },
    'kube-system',
  );
  const told = custom(
    'multicluster.crd.antrea.io/v1alpha1',
    'ClusterInfoImport',
    'c2-clusterinfo',
    { spec: { clusterID: 'c2' } },
    'kube-system',
  );
  const c1: SmallCluster = { objects: A, kept: [set, told], cni: 'antrea' };

  it('is connected when both members are ready and the gateway is known', () => {
    expect(links(c1, { objects: B, kept: [set], cni: 'antrea' }, 'antrea-multi-cluster')).toMatchObject([
      { premise: 'proven', strength: 'connected' },
    ]);
  });

  it('rules nothing out where policies may match labels of other clusters', () => {
    const scoped = custom('crd.antrea.io/v1beta1', 'ClusterNetworkPolicy', 'p', {
      spec: {
        appliedTo: [{ podSelector: {} }],
        ingress: [{ action: 'Drop', from: [{ scope: 'ClusterSet', podSelector: {} }] }],
      },
    });
    const c2: SmallCluster = { objects: B, kept: [set, scoped], cni: 'antrea' };
    expect(links(c1, c2, 'antrea-multi-cluster')).toMatchObject([{ premise: 'possible' }]);
    const crossing = crossingsBetween(memberOf('c1', c1), memberOf('c2', c2)).find(
      ({ technology }) => technology === 'antrea-multi-cluster',
    );
    expect(crossing?.verdict).toBe('unknown');
  });
});

it('MCS-API needs an export there and an import of the same name here', () => {
  const exported = custom('multicluster.x-k8s.io/v1alpha1', 'ServiceExport', 'b', {}, 'b');
  const imported = custom(
    'multicluster.x-k8s.io/v1alpha1',
    'ServiceImport',
    'b',
    { spec: { type: 'ClusterSetIP' } },
    'b',
  );
  const two: SmallCluster = { objects: [...B, SERVICE], kept: [exported] };
  expect(links({ objects: A, kept: [imported] }, two, 'mcs-api')).toMatchObject([
    { kind: 'R5', subject: 'b/b', premise: 'possible', because: [expect.stringContaining('no EndpointSlice')] },
  ]);
  expect(links({ objects: A }, two, 'mcs-api')).toEqual([]);
  const slice = custom('discovery.k8s.io/v1', 'EndpointSlice', 'b-c2', {
    metadata: {
      name: 'b-c2',
      namespace: 'b',
      labels: { 'multicluster.kubernetes.io/source-cluster': 'c2', 'multicluster.kubernetes.io/service-name': 'b' },
    },
  });
  expect(links({ objects: A, kept: [imported, slice] }, two, 'mcs-api')[0]?.evidence).toContainEqual(
    expect.objectContaining({ text: 'holds pods of c2' }),
  );
});

describe('ways that carry no packets', () => {
  it('R6 stored credentials and registrations of the other cluster', () => {
    const argo = custom('v1', 'Secret', 'cluster-c2', {
      metadata: { name: 'cluster-c2', namespace: 'argocd', labels: { 'argocd.argoproj.io/secret-type': 'cluster' } },
    });
    const managed = custom('cluster.open-cluster-management.io/v1', 'ManagedCluster', 'c2');
    const other = custom('cluster.open-cluster-management.io/v1', 'ManagedCluster', 'c9');
    const [link] = links({ objects: A, kept: [argo, managed, other] }, { objects: B }, 'control-plane-trust');
    expect(link).toMatchObject({ kind: 'R6', route: null });
    expect(link?.evidence.map(({ object }) => object?.name)).toEqual(['cluster-c2', 'c2']);
    expect(links({ objects: A }, { objects: B }, 'control-plane-trust')).toEqual([]);
  });

  it('R7 one database outside both', () => {
    const name = (namespace: string) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace, name: 'db' },
      spec: { type: 'ExternalName', externalName: 'db.example.com' },
    });
    expect(links({ objects: [...A, name('a')] }, { objects: [...B, name('b')] }, 'shared-dependency')).toMatchObject([
      { kind: 'R7', subject: 'db.example.com' },
    ]);
  });

  it('R8 one trust domain with equal accounts, and one cloud role', () => {
    const trust = [
      settings('istio-system', 'istio', { trustDomain: 'corp' }),
      settings('istio-system', 'istio-ca-root-cert', { rootHash: 'r' }),
    ];
    const role = (namespace: string) =>
      custom('v1', 'ServiceAccount', 'x', {
        metadata: { name: 'x', namespace, annotations: { 'eks.amazonaws.com/role-arn': 'arn:aws:iam::1:role/x' } },
      });
    const twin = pod('a', 'a', '10.2.0.7');
    const one: SmallCluster = { objects: A, kept: [...trust, role('a')] };
    const two: SmallCluster = { objects: [...B, twin], kept: [...trust, role('b')] };
    expect(links(one, two, 'shared-identities').map(({ subject, premise }) => `${subject} ${premise}`)).toEqual([
      'arn:aws:iam::1:role/x proven',
      'istio corp proven',
    ]);
  });
});
