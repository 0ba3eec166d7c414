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
    const served = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'IngressClass',
      metadata: { name: 'nginx' },
      spec: { controller: 'k8s.io/ingress-nginx' },
    };
    const objects = [
      ...B,
      LB,
      admit,
      controller,
      served,
      ingress,
      balancer('ingress-nginx', 'controller', '203.0.113.20'),
    ];
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

describe('Istio', () => {
  const sidecar = (namespace: string, name: string, ip: string, account: string) =>
    pod(namespace, name, ip, {
      serviceAccountName: account,
      containers: [
        { name: 'c', image: 'i', ports: [{ containerPort: 8080 }] },
        { name: 'istio-proxy', image: 'docker.io/istio/proxyv2:1.27.0' },
      ],
    });
  const plane = (own: string, other: string, root: string) => [
    settings('istio-system', 'istio', { trustDomain: 'cluster.local', meshId: 'mesh1', rootNamespace: 'istio-system' }),
    settings('istio-system', 'istio-ca-root-cert', { rootHash: root }),
    custom('v1', 'Namespace', 'istio-system', {
      metadata: { name: 'istio-system', labels: { 'topology.istio.io/network': own } },
    }),
    custom('v1', 'Secret', `istio-remote-secret-${other}`, {
      metadata: {
        name: `istio-remote-secret-${other}`,
        namespace: 'istio-system',
        labels: { 'istio/multiCluster': 'true' },
        annotations: { 'networking.istio.io/cluster': other },
      },
    }),
  ];
  const istiod = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'istio-system', name: 'istiod' },
    spec: { selector: { app: 'istiod' }, ports: [{ port: 15012 }] },
  };
  const gateway = [
    pod('istio-system', 'istio-eastwestgateway', '10.2.0.9'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'istio-system', name: 'istio-eastwestgateway', labels: { istio: 'eastwestgateway' } },
      spec: { type: 'LoadBalancer', selector: { app: 'istio-eastwestgateway' }, ports: [{ name: 'tls', port: 15443 }] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.30' }] } },
    },
  ];
  const inside = {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { namespace: 'b', name: 'b' },
    spec: { selector: { app: 'b' }, ports: [{ name: 'tcp', port: 80, targetPort: 8080 }] },
  };
  const allow = custom(
    'security.istio.io/v1',
    'AuthorizationPolicy',
    'b',
    { spec: { action: 'ALLOW', rules: [{ from: [{ source: { principals: ['cluster.local/ns/a/sa/x'] } }] }] } },
    'b',
  );
  const c1 = (account: string, root = 'r1'): SmallCluster => ({
    objects: [A[0], istiod, sidecar('a', 'a', '10.1.0.5', account)],
    kept: plane('n1', 'c2', root),
  });
  const c2 = (kept: SmallCluster['kept']): SmallCluster => ({
    objects: [B[0], istiod, sidecar('b', 'b', '10.2.0.5', 'b'), ...gateway, inside],
    kept: [...plane('n2', 'c1', 'r1'), ...kept!],
  });
  const choose = { technology: 'istio-multi-cluster', subject: 'east-west gateway' };

  it('M10 one root and trust domain: a principal means that namespace of every member cluster', () => {
    expect(only(fromAToB(c1('x'), c2([allow]), choose))).toMatchObject({
      verdict: 'allowed',
      must: 'TCP 8080',
      relayed: true,
      because: [],
    });
    expect(only(fromAToB(c1('y'), c2([allow]), choose))).toMatchObject({
      verdict: 'denied',
      barriers: [expect.stringContaining('AuthorizationPolicy b/b')],
    });
    const identities = linksBetween(memberOf('c1', c1('x')), memberOf('c2', c2([allow]))).filter(
      ({ kind }) => kind === 'R8',
    );
    expect(identities).toEqual([]);
  });

  const authentication = (mode: string) =>
    custom('security.istio.io/v1', 'PeerAuthentication', 'default', { spec: { mtls: { mode } } }, 'b');
  const flat = { technology: 'istio-multi-cluster', subject: 'one network' };
  const oneNetwork = (cluster: SmallCluster): SmallCluster => ({
    ...cluster,
    kept: cluster.kept!.map((object) =>
      object.kind === 'Namespace'
        ? { ...object, metadata: { ...object.metadata, labels: { 'topology.istio.io/network': 'shared' } } }
        : object,
    ),
  });

  it('M11 different roots: strict mTLS denies, through the gateway and directly', () => {
    const [one, two] = [oneNetwork(c1('x', 'other root')), oneNetwork(c2([authentication('STRICT')]))];
    expect(only(fromAToB(one, two, choose))).toMatchObject({
      verdict: 'denied',
      barriers: [expect.stringContaining('different root certificates')],
    });
    // Sidecars judge neither other protocols nor the ports of their own telemetry.
    expect(only(fromAToB(one, two, flat)).may).toBe('TCP 15020-15021,15090, UDP, SCTP, other');
  });

  it('M11 … and permissive mTLS leaves plain text, judged without an identity', () => {
    const one = oneNetwork(c1('x', 'other root'));
    expect(only(fromAToB(one, oneNetwork(c2([authentication('PERMISSIVE')])), flat))).toMatchObject({
      verdict: 'unknown',
      may: 'all',
    });
    expect(only(fromAToB(one, oneNetwork(c2([authentication('PERMISSIVE'), allow])), flat)).may).not.toContain('8080');
  });
});

describe('Linkerd and Consul', () => {
  const meshed = (namespace: string, name: string, ip: string, account: string) =>
    pod(namespace, name, ip, {
      serviceAccountName: account,
      containers: [
        { name: 'c', image: 'i', ports: [{ containerPort: 8080 }] },
        { name: 'linkerd-proxy', image: 'cr.l5d.io/linkerd/proxy:edge-26.8.1' },
      ],
    });
  const plane = [
    settings('linkerd', 'linkerd-config', { identityTrustDomain: 'cluster.local' }),
    settings('linkerd', 'linkerd-identity-trust-roots', { rootHash: 'r1' }),
  ];
  const link = custom(
    'multicluster.linkerd.io/v1alpha2',
    'Link',
    'c2',
    { spec: { targetClusterName: 'c2', gatewayAddress: '203.0.113.40', gatewayPort: '4143' } },
    'linkerd-multicluster',
  );
  const gateway = [
    meshed('linkerd-multicluster', 'linkerd-gateway', '10.2.0.9', 'linkerd-gateway'),
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'linkerd-multicluster', name: 'linkerd-gateway' },
      spec: { type: 'LoadBalancer', selector: { app: 'linkerd-gateway' }, ports: [{ name: 'mc-gateway', port: 4143 }] },
      status: { loadBalancer: { ingress: [{ ip: '203.0.113.40' }] } },
    },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: 'b', name: 'b', labels: { 'mirror.linkerd.io/exported': 'true' } },
      spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 8080 }] },
    },
  ];
  const authorize = (identity: string) => [
    custom(
      'policy.linkerd.io/v1beta3',
      'Server',
      'b',
      { spec: { podSelector: { matchLabels: { app: 'b' } }, port: 8080 } },
      'b',
    ),
    custom('policy.linkerd.io/v1alpha1', 'MeshTLSAuthentication', 'who', { spec: { identities: [identity] } }, 'b'),
    custom(
      'policy.linkerd.io/v1alpha1',
      'AuthorizationPolicy',
      'b',
      {
        spec: {
          targetRef: { group: 'policy.linkerd.io', kind: 'Server', name: 'b' },
          requiredAuthenticationRefs: [{ group: 'policy.linkerd.io', kind: 'MeshTLSAuthentication', name: 'who' }],
        },
      },
      'b',
    ),
  ];
  const c1: SmallCluster = { objects: [A[0], meshed('a', 'a', '10.1.0.5', 'x')], kept: [...plane, link] };
  const c2 = (identity: string): SmallCluster => ({
    objects: [B[0], meshed('b', 'b', '10.2.0.5', 'b'), ...gateway],
    kept: [...plane, ...authorize(identity)],
  });
  const choose = { technology: 'linkerd-multi-cluster' };

  it('M12 through the gateway every client has the identity of the gateway', () => {
    const own = fromAToB(c1, c2('x.a.serviceaccount.identity.linkerd.cluster.local'), choose);
    expect(only(own)).toMatchObject({ verdict: 'denied', relayed: true });
    const gatewaysOwn = fromAToB(
      c1,
      c2('linkerd-gateway.linkerd-multicluster.serviceaccount.identity.linkerd.cluster.local'),
      choose,
    );
    expect(only(gatewaysOwn)).toMatchObject({ verdict: 'allowed', must: 'TCP 8080' });
  });

  it('links in one direction only', () => {
    const back = linksBetween(memberOf('c2', c2('*')), memberOf('c1', c1));
    expect(back.some(({ technology }) => technology === 'linkerd-multi-cluster')).toBe(false);
  });

  const intention = (source: object) =>
    custom(
      'consul.hashicorp.com/v1alpha1',
      'ServiceIntentions',
      'b',
      { spec: { destination: { name: 'b' }, sources: [source] } },
      'b',
    );
  const synced = { status: { conditions: [{ type: 'Synced', status: 'True' }] } };
  const consul = (source: object): SmallCluster => ({
    objects: [
      ...B,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { namespace: 'b', name: 'b' },
        spec: { selector: { app: 'b' }, ports: [{ port: 80, targetPort: 8080 }] },
      },
    ],
    kept: [
      custom('consul.hashicorp.com/v1alpha1', 'PeeringAcceptor', 'c1', synced, 'consul'),
      custom(
        'consul.hashicorp.com/v1alpha1',
        'ExportedServices',
        'default',
        { spec: { services: [{ name: 'b', consumers: [{ peer: 'c1' }] }] } },
        'consul',
      ),
      settings('consul', 'consul-server-config', { aclEnabled: 'true', aclDefaultPolicy: 'deny' }),
      intention(source),
    ],
  });
  const dialer: SmallCluster = {
    objects: A,
    kept: [custom('consul.hashicorp.com/v1alpha1', 'PeeringDialer', 'c2', synced, 'consul')],
  };

  it('M13 an intention for a local service of that name does not admit the peer', () => {
    const local = fromAToB(dialer, consul({ name: 'a', action: 'allow' }), { technology: 'consul-peering' });
    expect(only(local)).toMatchObject({
      verdict: 'denied',
      barriers: [expect.stringContaining('no intention names the peer c1')],
    });
    const peer = fromAToB(dialer, consul({ name: 'a', peer: 'c1', action: 'allow' }), { technology: 'consul-peering' });
    expect(only(peer).barriers.join()).not.toContain('no intention');
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
