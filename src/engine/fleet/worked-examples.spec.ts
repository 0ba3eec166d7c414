import { describe, expect, it } from 'vitest';
import {
  balancer,
  custom,
  memberOf,
  node,
  pod,
  policy,
  settings,
  type SmallCluster,
} from '../../../test/support/fleet.js';
import { crossingsBetween, linksBetween } from './fleet.js';
import type { FleetCrossing } from './fleet-crossing.js';

/** c1 has namespace a, c2 has namespace b; pod ranges as in semantics 09 §5. */
const A = [node('n1', '192.168.1.10', '10.1.0.0/16'), pod('a', 'a', '10.1.0.5')];
const B = [node('n2', '192.168.2.10', '10.2.0.0/16'), pod('b', 'b', '10.2.0.5')];
const LB = balancer('b', 'b', '203.0.113.10');

function fromAToB(one: SmallCluster, two: SmallCluster, choose: Partial<FleetCrossing> = {}): FleetCrossing[] {
  return crossingsBetween(memberOf('c1', one), memberOf('c2', two)).filter(
    ({ from, to, ...rest }) =>
      from.party === 'a' &&
      to.party === 'b' &&
      Object.entries(choose).every(([key, value]) => rest[key as keyof typeof rest] === value),
  );
}

const only = (crossings: FleetCrossing[]): FleetCrossing => {
  expect(crossings).toHaveLength(1);
  return crossings[0]!;
};

const ISOLATE_B = { podSelector: {}, policyTypes: ['Ingress'] };
const EGRESS_10 = policy('a', 'only-10', {
  podSelector: {},
  policyTypes: ['Egress'],
  egress: [{ to: [{ ipBlock: { cidr: '10.0.0.0/8' } }] }],
});

describe('doors and routes', () => {
  it('M1 no mesh, unrestricted egress, internet load balancer: allowed through the load balancer', () => {
    const crossing = only(fromAToB({ objects: A }, { objects: [...B, LB] }, { technology: 'load-balancer' }));
    expect(crossing).toMatchObject({ verdict: 'allowed', must: 'TCP 8080', premise: 'proven', because: [] });
    expect(crossing.witness).toMatchObject({ from: { name: 'a' }, to: { name: 'b' }, ports: 'TCP 8080' });
  });

  it('M2 egress only to 10/8: the public address is denied, the pod address is not known', () => {
    const [one, two] = [{ objects: [...A, EGRESS_10] }, { objects: [...B, LB] }];
    const door = only(fromAToB(one, two, { technology: 'load-balancer' }));
    expect(door.verdict).toBe('denied');
    expect(door.barriers).toEqual([expect.stringContaining('NetworkPolicy a/only-10')]);
    expect(only(fromAToB(one, two, { technology: 'routed-pods' }))).toMatchObject({
      verdict: 'unknown',
      must: '',
      may: 'all',
      because: [expect.stringContaining('not in the API')],
    });
  });

  it('M3 only the ingress namespace is admitted: the load balancer is denied, the Ingress relays one host', () => {
    const admit = policy('b', 'from-ingress', {
      ...ISOLATE_B,
      ingress: [{ from: [{ namespaceSelector: { matchLabels: { 'kubernetes.io/metadata.name': 'ingress-nginx' } } }] }],
    });
    const controller = {
      ...pod('ingress-nginx', 'controller', '10.2.0.9'),
      spec: {
        containers: [
          { name: 'c', image: 'registry.k8s.io/ingress-nginx/controller:v1.12.1', ports: [{ containerPort: 8080 }] },
        ],
      },
    };
    const backend = { service: { name: 'b', port: { number: 80 } } };
    const ingress = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { namespace: 'b', name: 'b' },
      spec: {
        ingressClassName: 'nginx',
        rules: [{ host: 'b.example.com', http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
    };
    const objects = [...B, LB, admit, controller, ingress, balancer('ingress-nginx', 'controller', '203.0.113.20')];
    const direct = only(fromAToB({ objects: A }, { objects }, { technology: 'load-balancer' }));
    expect(direct).toMatchObject({ verdict: 'denied', barriers: [expect.stringContaining('b/from-ingress')] });
    expect(only(fromAToB({ objects: A }, { objects }, { technology: 'ingress' }))).toMatchObject({
      verdict: 'allowed',
      relayed: true,
      must: 'TCP 8080',
      conditions: ['for requests to b.example.com'],
    });
  });

  it('M14 overlapping pod ranges: routing is excluded, doors and nodes are still evaluated', () => {
    const overlapping = [node('n2', '192.168.2.10', '10.1.0.0/16'), pod('b', 'b', '10.1.0.5'), LB];
    const routed = only(fromAToB({ objects: A }, { objects: overlapping }, { technology: 'routed-pods' }));
    expect(routed).toMatchObject({
      verdict: 'denied',
      premise: 'excluded',
      barriers: [expect.stringContaining('10.1.0.0-10.1.255.255')],
    });
    expect(only(fromAToB({ objects: A }, { objects: overlapping }, { technology: 'load-balancer' })).verdict).toBe(
      'allowed',
    );
  });

  it('M15 a host-network pod in the same network: the kubelet of the other cluster is not known', () => {
    const objects = [
      ...A,
      pod('a', 'agent', '192.168.1.10', { hostNetwork: true, nodeName: 'n1' }),
      policy('a', 'none', { podSelector: {}, policyTypes: ['Egress'] }),
    ];
    const kubelets = crossingsBetween(memberOf('c1', { objects }), memberOf('c2', { objects: B })).filter(
      ({ technology, to }) => technology === 'node-addresses' && to.party === 'shared',
    );
    expect(only(kubelets)).toMatchObject({
      verdict: 'unknown',
      kind: 'R2',
      may: 'TCP 10250',
      witness: { from: { name: 'agent' }, to: { range: '192.168.2.10' } },
    });
  });
});

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
