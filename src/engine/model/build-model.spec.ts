import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson } from '#src/lib/canonical-json.js';
import { factsOf, modelOf, podObject } from '../../../test/support/network-model.js';
import { buildModel } from './build-model.js';
import type { NetworkModel } from './network-model.js';

const policy = (spec: unknown, apiVersion = 'networking.k8s.io/v1', kind = 'NetworkPolicy') => ({
  apiVersion,
  kind,
  metadata: { name: 'p', namespace: 'shop' },
  spec,
});

describe('buildModel', () => {
  it('makes up namespaces that are not in the input and labels every one with its name', () => {
    const model = modelOf([
      {
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name: 'b', labels: { 'kubernetes.io/metadata.name': 'lie', x: 'y' } },
      },
      podObject('a', 'p', {}),
    ]);
    expect(
      [...model.namespaces.values()].map(({ name, synthetic, labels }) => [
        name,
        synthetic,
        Object.fromEntries(labels),
      ]),
    ).toEqual([
      ['a', true, { 'kubernetes.io/metadata.name': 'a' }],
      ['b', false, { 'kubernetes.io/metadata.name': 'b', x: 'y' }],
    ]);
  });

  it('sorts groups and workloads and connects them', () => {
    const model = modelOf([podObject('b', 'x', { v: '1' }), podObject('a', 'z', {}), podObject('a', 'y', {})]);
    expect(model.groups.map((group) => `${group.namespace}/${group.owner.name}`)).toEqual(['a/y', 'a/z', 'b/x']);
    expect(model.workloads.map((workload) => [workload.namespace, workload.name, workload.groups])).toEqual([
      ['a', 'y', [0]],
      ['a', 'z', [1]],
      ['b', 'x', [2]],
    ]);
    expect([...model.workloadOf]).toEqual([0, 1, 2]);
  });

  it('survives names of Object.prototype everywhere', () => {
    const names = ['constructor', 'toString', 'valueOf', 'hasOwnProperty', 'isPrototypeOf', 'watch', '__proto__'];
    const objects = names.flatMap((name) => {
      const labels = JSON.parse(`{${JSON.stringify(name)}: "x"}`) as object;
      return [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels } },
        podObject(name, name, labels, { ports: [{ name, containerPort: 80 }] }),
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: name },
          spec: { selector: labels, ports: [{ name, port: 80, targetPort: name }] },
        },
        { ...policy({ podSelector: { matchLabels: labels } }), metadata: { name, namespace: name } },
      ];
    });
    const model = modelOf(objects);
    expect(model.namespaces.size).toBe(names.length);
    expect(model.groups).toHaveLength(names.length);
    for (const service of model.services)
      expect(service.ports[0]?.targets).toMatchObject([{ port: 80, declared: true }]);
  });

  it('is the same after the facts went through JSON', () => {
    const facts = factsOf([
      podObject('a', 'p', JSON.parse('{"__proto__": "1", "constructor": "2"}') as object, { ip: '10.0.0.1' }),
    ]);
    const again = buildModel(JSON.parse(JSON.stringify(facts)) as typeof facts);
    expect(summary(again)).toBe(summary(buildModel(facts)));
    expect(Object.hasOwn(again.groups[0]?.labels ?? {}, 'toString')).toBe(false);
    expect(Object.entries(again.groups[0]?.labels ?? {}).find(([key]) => key === 'toString')).toBeUndefined();
  });

  it('counts every known kind as read for manifests, except what the reader lost', () => {
    const facts = factsOf([]);
    const lost = [{ kind: 'networking.k8s.io/NetworkPolicy', state: 'TRUNCATED' as const, items: 0 }];
    expect(buildModel(facts).coverage.get('networking.k8s.io/NetworkPolicy')).toBe('COMPLETE');
    expect(buildModel({ ...facts, coverage: lost }).coverage.get('networking.k8s.io/NetworkPolicy')).toBe('TRUNCATED');
    expect(buildModel({ ...facts, origin: 'live' }).coverage.size).toBe(0);
  });
});

describe('diagnostics of the model', () => {
  it.each<[string, unknown[], object[]]>([
    ['a policy that is as it should be', [policy({ podSelector: {}, policyTypes: ['Ingress'] })], []],
    [
      'selectors at the wrong depth, as in the OWASP sample',
      [policy({ podSelector: null, matchLabels: { tier: 'backend', policyTypes: ['Egress'], egress: [{ to: [] }] } })],
      [
        { severity: 'warning', code: 'POLICY.UNKNOWN_FIELD', field: 'spec.matchLabels' },
        { severity: 'warning', code: 'POLICY.NO_POD_SELECTOR', field: 'spec.podSelector' },
      ],
    ],
    [
      'misspelt fields at every depth',
      [
        policy({
          podSelector: { matchLabel: {} },
          ingress: [{ form: [], ports: [{ prot: 'TCP' }] }],
          egress: [{ to: [{ ipBlock: { cdir: '' } }] }],
        }),
      ],
      [
        { field: 'spec.egress[0].to[0].ipBlock.cdir' },
        { field: 'spec.ingress[0].form' },
        { field: 'spec.ingress[0].ports[0].prot' },
        { field: 'spec.podSelector.matchLabel' },
      ],
    ],
    [
      'a port name towards addresses',
      [
        policy({
          podSelector: {},
          egress: [
            { to: [{ ipBlock: { cidr: '0.0.0.0/0' } }], ports: [{ port: 'https' }] },
            { to: [{ podSelector: {} }], ports: [{ port: 'https' }] },
          ],
        }),
      ],
      [{ code: 'POLICY.NAMED_PORT_EXTERNAL', field: 'spec.egress[0].ports[0].port' }],
    ],
    [
      'a policy language nobody knows',
      [policy({}, 'example.org/v1', 'TenantNetworkPolicy')],
      [{ severity: 'warning', code: 'POLICY.UNKNOWN_KIND' }],
    ],
    [
      'kinds without meaning here, in one line',
      [1, 2].map((n) => ({ apiVersion: 'example.org/v1', kind: 'Widget', metadata: { name: `w${String(n)}` } })),
      [{ severity: 'info', code: 'OBJECT.UNKNOWN_KIND' }],
    ],
    ['known kinds that are not needed', [{ apiVersion: 'v1', kind: 'Secret', metadata: { name: 's' } }], []],
    [
      'fields of wrong types',
      [
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: 's' },
          spec: { type: 'Teleport', ports: [{ port: 'http' }, { port: 70_000 }], selector: { app: 1 } },
        },
      ],
      [
        { severity: 'error', code: 'OBJECT.INVALID_FIELD', field: 'spec.type' },
        { field: 'spec.selector.app' },
        { field: 'spec.ports[0].port' },
        { field: 'spec.ports[1].port' },
      ],
    ],
    [
      'a workload of which a policy selects some pods only',
      [
        {
          ...podObject('shop', 'a', { app: 'x', canary: 'no' }),
          metadata: {
            name: 'a',
            namespace: 'shop',
            labels: { canary: 'no' },
            ownerReferences: [{ kind: 'StatefulSet', name: 's', controller: true }],
          },
        },
        {
          ...podObject('shop', 'b', { app: 'x', canary: 'yes' }),
          metadata: {
            name: 'b',
            namespace: 'shop',
            labels: { canary: 'yes' },
            ownerReferences: [{ kind: 'StatefulSet', name: 's', controller: true }],
          },
        },
        policy({ podSelector: { matchLabels: { canary: 'yes' } } }),
      ],
      [
        {
          severity: 'warning',
          code: 'WORKLOAD.LABELS_DIFFER',
          object: { kind: 'StatefulSet', namespace: 'shop', name: 's' },
        },
      ],
    ],
  ])('%s', (_case, objects, expected) => {
    expect(modelOf(objects).diagnostics).toMatchObject(expected);
    expect(modelOf(objects).diagnostics).toHaveLength(expected.length);
  });
});

const kinds: [apiVersion: string, kind: string][] = [
  ['v1', 'Pod'],
  ['v1', 'Service'],
  ['v1', 'Namespace'],
  ['v1', 'Node'],
  ['v1', 'Endpoints'],
  ['v1', 'ConfigMap'],
  ['apps/v1', 'Deployment'],
  ['apps/v1', 'DaemonSet'],
  ['batch/v1', 'CronJob'],
  ['discovery.k8s.io/v1', 'EndpointSlice'],
  ['networking.k8s.io/v1', 'Ingress'],
  ['networking.k8s.io/v1', 'NetworkPolicy'],
  ['gateway.networking.k8s.io/v1', 'Gateway'],
  ['gateway.networking.k8s.io/v1', 'HTTPRoute'],
  ['route.openshift.io/v1', 'Route'],
  ['example.org/v1', 'AnyNetworkPolicy'],
  ['rbac.authorization.k8s.io/v1', 'ClusterRole'],
];

/** Field names the readers look at, so that random values land where they are read. */
const fields = fc.constantFrom(
  'spec', 'template', 'metadata', 'labels', 'containers', 'ports', 'port', 'containerPort', 'selector', 'matchLabels', 'rules', 'http', 'paths',
  'backend', 'service', 'name', 'listeners', 'parentRefs', 'backendRefs', 'endpoints', 'addresses', 'subsets', 'egress', 'to', 'from', 'ipBlock',
  '__proto__', 'constructor', 'hostPort', 'targetPort', 'ingress', 'podSelector', 'initContainers', 'jobTemplate', 'status', 'allowedRoutes',
); // prettier-ignore

const junk = fc.letrec<{ value: unknown }>((tie) => ({
  value: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    fc.oneof(
      fc.string({ maxLength: 6 }),
      fc.integer(),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom('web', 'TCP', 80, 'gw'),
    ),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.array(fc.tuple(fields, tie('value')), { maxLength: 4 }).map((entries) => Object.fromEntries(entries)),
  ),
})).value;

const junkObject = fc
  .record({
    type: fc.constantFrom(...kinds),
    name: fc.constantFrom('web', 'gw', 'a', 'constructor'),
    namespace: fc.constantFrom('shop', 'x', undefined),
    body: junk,
    labels: junk,
  })
  .map(({ type: [apiVersion, kind], name, namespace, body, labels }) => ({
    ...(typeof body === 'object' ? body : {}),
    apiVersion,
    kind,
    metadata: {
      name,
      namespace,
      labels,
      annotations: labels,
      ownerReferences: [{ kind: 'ReplicaSet', name: 'a', controller: true }],
    },
    spec: body,
  }));

describe('buildModel on anything', () => {
  it('never throws and gives equal models for equal objects in any order', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(junkObject, {
          maxLength: 12,
          selector: (object) => `${object.kind}/${object.metadata.namespace ?? 'default'}/${object.metadata.name}`,
        }),
        (objects) => {
          for (const origin of ['live', 'offline'] as const) {
            const forward = summary(modelOf(objects, origin));
            expect(summary(modelOf([...objects].reverse(), origin))).toBe(forward);
          }
        },
      ),
      { numRuns: 200 },
    );
  });
});

function summary(model: NetworkModel): string {
  const { groups, workloads, services, entryPoints, nodes, cni, diagnostics } = model;
  return canonicalJson({
    groups,
    workloads,
    services,
    entryPoints,
    nodes,
    cni,
    diagnostics,
    workloadOf: [...model.workloadOf],
    namespaces: [...model.namespaces.keys()],
  });
}
