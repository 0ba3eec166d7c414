import { describe, expect, it } from 'vitest';
import {
  A,
  B,
  custom,
  fromAToB,
  memberOf,
  only,
  pod,
  settings,
  type SmallCluster,
} from '../../../test/support/fleet.js';
import { linksBetween } from './fleet.js';

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
