import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { projectObject } from './allow-list.js';

const SECRET = 'canary-6f1c';

const podSpec = {
  serviceAccountName: 'robot',
  nodeName: 'n1',
  volumes: [{ name: 'v', secret: { secretName: SECRET } }],
  imagePullSecrets: [{ name: SECRET }],
  containers: [
    {
      name: 'c',
      image: 'registry/app:1',
      command: ['run', `--password=${SECRET}`],
      args: [`--token=${SECRET}`, '--enable-network-policy=true'],
      env: [
        { name: 'PASSWORD', value: SECRET },
        { name: 'EXPECT_NPC', value: '0' },
      ],
      envFrom: [{ secretRef: { name: SECRET } }],
      ports: [{ name: 'web', containerPort: 80 }],
    },
  ],
};

const metadata = {
  name: 'x',
  namespace: 'shop',
  labels: { app: 'x' },
  annotations: {
    'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify({ spec: { secret: SECRET } }),
    'example.org/token': SECRET,
    'kubernetes.io/ingress.class': 'nginx',
  },
  managedFields: [{ manager: SECRET }],
  finalizers: [SECRET],
};

const kinds: [name: string, object: object][] = [
  [
    'injected pod of Consul',
    {
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'x',
        namespace: 'shop',
        annotations: {
          'consul.hashicorp.com/original-pod': SECRET,
          'sidecar.istio.io/status': SECRET,
          'sidecar.istio.io/userVolume': SECRET,
          'k8s.v1.cni.cncf.io/network-status': SECRET,
          'cni.projectcalico.org/containerID': SECRET,
        },
      },
      spec: { containers: [{ name: 'istio-proxy', env: [{ name: 'TOKEN', value: SECRET }] }] },
    },
  ],
  [
    'Submariner',
    {
      apiVersion: 'submariner.io/v1alpha1',
      kind: 'Submariner',
      metadata,
      spec: { brokerK8sApiServerToken: SECRET, ceIPSecPSK: SECRET, clusterCIDR: '10.0.0.0/16' },
    },
  ],
  [
    'ProxyDefaults',
    {
      apiVersion: 'consul.hashicorp.com/v1alpha1',
      kind: 'ProxyDefaults',
      metadata,
      spec: { config: { protocol: 'http', envoy_tracing_json: SECRET }, envoyExtensions: [SECRET] },
    },
  ],
  [
    'EnvoyFilter',
    {
      apiVersion: 'networking.istio.io/v1alpha3',
      kind: 'EnvoyFilter',
      metadata,
      spec: { workloadSelector: { labels: { app: 'x' } }, configPatches: [SECRET] },
    },
  ],
  [
    'NetworkAttachmentDefinition',
    {
      apiVersion: 'k8s.cni.cncf.io/v1',
      kind: 'NetworkAttachmentDefinition',
      metadata,
      spec: { config: JSON.stringify({ type: 'macvlan', ipam: { token: SECRET } }) },
    },
  ],
  [
    'Secret of a mesh of clusters',
    { apiVersion: 'v1', kind: 'Secret', metadata: { ...metadata, name: 'cilium-clustermesh' }, data: { c2: SECRET } },
  ],
  ['Pod', { apiVersion: 'v1', kind: 'Pod', metadata, spec: podSpec, status: { phase: 'Running', message: SECRET } }],
  [
    'Deployment',
    { apiVersion: 'apps/v1', kind: 'Deployment', metadata, spec: { template: { metadata, spec: podSpec } } },
  ],
  [
    'DaemonSet',
    { apiVersion: 'apps/v1', kind: 'DaemonSet', metadata, spec: { template: { metadata, spec: podSpec } } },
  ],
  [
    'CronJob',
    {
      apiVersion: 'batch/v1',
      kind: 'CronJob',
      metadata,
      spec: { jobTemplate: { spec: { template: { spec: podSpec } } } },
    },
  ],
  ['Secret', { apiVersion: 'v1', kind: 'Secret', metadata, data: { password: SECRET }, stringData: { p: SECRET } }],
  ['ConfigMap', { apiVersion: 'v1', kind: 'ConfigMap', metadata, data: { password: SECRET } }],
  [
    'ConfigMap of Cilium',
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { ...metadata, name: 'cilium-config' },
      data: { 'etcd-config': SECRET },
    },
  ],
  [
    'Node',
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata,
      spec: { configSource: SECRET },
      status: { images: [{ names: [SECRET] }] },
    },
  ],
  [
    'Route',
    {
      apiVersion: 'route.openshift.io/v1',
      kind: 'Route',
      metadata,
      spec: { host: 'h', tls: { termination: 'edge', key: SECRET, certificate: SECRET } },
    },
  ],
  [
    'HTTPRoute',
    {
      apiVersion: 'gateway.networking.k8s.io/v1',
      kind: 'HTTPRoute',
      metadata,
      spec: { rules: [{ filters: [{ requestHeaderModifier: { set: [{ name: 'Authorization', value: SECRET }] } }] }] },
    },
  ],
  ['a kind nobody knows', { apiVersion: 'example.org/v1', kind: 'Widget', metadata, spec: { password: SECRET } }],
  ['NetworkPolicy', { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: { podSelector: {} } }],
  [
    'k3s node',
    {
      apiVersion: 'v1',
      kind: 'Node',
      metadata: { name: 'n', annotations: { 'k3s.io/node-args': `["server","--token","${SECRET}"]` } },
    },
  ],
];

describe('projectObject', () => {
  it.each(kinds)('lets no secret of a %s pass', (_kind, object) => {
    const projected = projectObject(object);
    expect(projected).toBeDefined();
    expect(JSON.stringify(projected)).not.toContain(SECRET);
  });

  it('keeps what decides networking of a pod', () => {
    expect(projectObject(kinds.find(([name]) => name === 'Pod')?.[1])).toMatchObject({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: {
        name: 'x',
        namespace: 'shop',
        labels: { app: 'x' },
        annotations: { 'kubernetes.io/ingress.class': 'nginx' },
      },
      spec: {
        serviceAccountName: 'robot',
        nodeName: 'n1',
        containers: [{ image: 'registry/app:1', ports: [{ name: 'web', containerPort: 80 }] }],
      },
      status: { phase: 'Running', podIPs: [] },
    });
  });

  it('keeps the policy switches of network plugins, and only of DaemonSets', () => {
    const text = (name: string) => JSON.stringify(projectObject(kinds.find(([kind]) => kind === name)?.[1]));
    expect(text('DaemonSet')).toContain('--enable-network-policy=true');
    expect(text('DaemonSet')).toContain('EXPECT_NPC');
    expect(text('Deployment')).not.toContain('--enable-network-policy=true');
  });

  it('keeps whole specs of policies, whoever invented them', () => {
    const spec = { what: { ever: ['it', 'says'] } };
    for (const [apiVersion, kind] of [
      ['cilium.io/v2', 'CiliumNetworkPolicy'],
      ['example.org/v1', 'TenantNetworkPolicy'],
    ]) {
      expect(projectObject({ apiVersion, kind, metadata: { name: 'p' }, spec })?.spec).toEqual(spec);
    }
  });

  it('stores a NetworkPolicy as the API server would, and names the fields that were dropped', () => {
    const spec = {
      podSelector: null,
      matchLabels: { tier: 'backend' },
      ingress: [{ from: [{ podSelector: { name: 'x' } }], form: [] }, 'wrong'],
      egress: 'wrong',
    };
    const projected = projectObject({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p' },
      spec,
    });
    expect(projected?.spec).toEqual({
      podSelector: null,
      ingress: [{ from: [{ podSelector: {} }] }, 'wrong'],
      egress: 'wrong',
    });
    expect(projected?.['intent']).toEqual({
      unknownSpecKeys: ['spec.matchLabels', 'spec.ingress[0].from[0].podSelector.name', 'spec.ingress[0].form'],
    });
  });

  it('remembers which fields the author of a policy wrote in vain, without their values', () => {
    const applied = { spec: { podSelector: null, matchLabels: { tier: SECRET }, ingress: [{ form: SECRET }] } };
    const annotations = { 'kubectl.kubernetes.io/last-applied-configuration': JSON.stringify(applied) };
    const policy = {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: 'p', annotations },
      spec: {},
    };
    const projected = projectObject(policy);
    expect(projected?.['intent']).toEqual({ unknownSpecKeys: ['spec.matchLabels', 'spec.ingress[0].form'] });
    expect(JSON.stringify(projected)).not.toContain(SECRET);
  });

  it.each([
    ['null', null],
    ['a list', []],
    ['a text', 'Pod'],
    ['no kind', { apiVersion: 'v1', metadata: { name: 'x' } }],
    ['no name', { apiVersion: 'v1', kind: 'Pod', metadata: {} }],
    ['a name of another type', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 7 } }],
    ['a name that is a path', { apiVersion: 'v1', kind: 'Pod', metadata: { name: '../../etc' } }],
    ['a name with control characters', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a\u001b[2J' } }],
    ['a name of a megabyte', { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'a'.repeat(1 << 20) } }],
    [
      'a namespace that is too long',
      { apiVersion: 'v1', kind: 'Pod', metadata: { name: 'x', namespace: 'n'.repeat(64) } },
    ],
  ])('refuses %s', (_case, value) => {
    expect(projectObject(value)).toBeUndefined();
  });

  it('refuses specs nested deeper than any schema', () => {
    let spec: unknown = {};
    for (let depth = 0; depth < 20_000; depth++) spec = [spec];
    expect(
      projectObject({ apiVersion: 'cilium.io/v2', kind: 'CiliumNetworkPolicy', metadata: { name: 'p' }, spec }),
    ).toBeUndefined();
  });

  it('treats names of Object.prototype as ordinary names', () => {
    const labels = JSON.parse('{"__proto__": "a", "constructor": "b", "toString": "c"}') as object;
    const projected = projectObject({ apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'constructor', labels } });
    expect(Object.entries(projected?.metadata.labels ?? {})).toEqual([
      ['__proto__', 'a'],
      ['constructor', 'b'],
      ['toString', 'c'],
    ]);
  });

  it('is idempotent: projecting a projected object changes nothing', () => {
    for (const [, object] of kinds) {
      const once = projectObject(object);
      expect(JSON.stringify(projectObject(JSON.parse(JSON.stringify(once))))).toBe(JSON.stringify(once));
    }
  });

  it('never throws on any JSON', () => {
    fc.assert(
      fc.property(
        fc.jsonValue(),
        fc.constantFrom('Pod', 'Service', 'Node', 'NetworkPolicy', 'Deployment', 'Route', 'Endpoints'),
        (value, kind) => {
          projectObject(value);
          projectObject({
            apiVersion: 'v1',
            kind,
            metadata: { name: 'x' },
            spec: value,
            status: value,
            subsets: value,
          });
        },
      ),
      { numRuns: 300 },
    );
  });
});
