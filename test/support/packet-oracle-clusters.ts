import fc from 'fast-check';
import { buildModel } from '#src/engine/model/build-model.js';
import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { CniFacts, NetworkModel } from '#src/engine/model/network-model.js';
import type { ContainerPort, PodGroup, PodMember } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { Plugin } from './packet-oracle-match.js';

/** A cluster small enough to ask about every packet, with everything odd a policy can hold. */
export interface RandomCluster {
  readonly model: NetworkModel;
  readonly plugin: Plugin;
}

const NAMESPACES = ['alpha', 'beta', 'constructor', '__proto__'] as const;
const KEYS = ['app', 'tier', 'constructor', 'k8s.example/role'] as const;
const VALUES = ['', 'web', 'db', 'prototype'] as const;
const PORT_NAMES = ['http', 'pg', 'constructor'] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;

/** Addresses worth asking about, of both families. */
export const OUTSIDE = [
  '203.0.113.9',
  '10.0.0.1',
  '10.1.255.255',
  '10.2.0.0',
  '169.254.169.254',
  '2001:db8::1',
  '2001:db8:ffff::1',
  'fd00::5',
] as const;

/** Ports around every boundary the generator uses. */
export const PORTS = [1, 79, 80, 81, 443, 5432, 8000, 8005, 8010, 8011, 65_535] as const;

const CIDRS = [
  '0.0.0.0/0',
  '10.0.0.0/8',
  '10.1.0.0/16',
  '10.1.12.9/24',
  '169.254.169.254/32',
  '203.0.113.0/24',
  '::/0',
  '2001:db8::/32',
  '2001:db8::/64',
  'fd00::/8',
];
const BAD_CIDRS = ['10.0.0.0', '10.0.0.0/33', '300.1.1.1/8', '::ffff:10.0.0.0/104', '10.0.0.01/8', '', '::/129'];

const labels = fc
  .dictionary(fc.constantFrom(...KEYS), fc.constantFrom(...VALUES), { maxKeys: 3 })
  .map((map) => ({ ...map }));

const expression = fc.oneof(
  fc.record({
    key: fc.constantFrom(...KEYS),
    operator: fc.constantFrom('In', 'NotIn'),
    values: fc.uniqueArray(fc.constantFrom(...VALUES), { minLength: 1, maxLength: 3 }),
  }),
  fc.record({ key: fc.constantFrom(...KEYS), operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const badSelector = fc.constantFrom<unknown>(
  { app: 'web' },
  { matchLabels: { app: 1 } },
  { matchLabels: { 'bad key': 'x' } },
  { matchLabels: { __proto__x: 'x', _app: 'y' } },
  { matchLabels: ['app'] },
  { matchExpressions: [{ key: 'app', operator: 'in', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: [] }] },
  { matchExpressions: [{ key: 'app', operator: 'Exists', values: ['web'] }] },
  { matchExpressions: [{ key: 'app', operator: 'In', values: [null] }] },
  { matchExpressions: { key: 'app' } },
  'app=web',
  [],
);

const goodSelector = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: labels.map((matchLabels) => ({ matchLabels })) },
  {
    weight: 2,
    arbitrary: fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) }),
  },
);

const selector = fc.oneof({ weight: 16, arbitrary: goodSelector }, { weight: 1, arbitrary: badSelector });

const namespaceSelector = fc.oneof(
  { weight: 3, arbitrary: selector },
  {
    weight: 2,
    arbitrary: fc
      .constantFrom(...NAMESPACES)
      .map((name): unknown => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })),
  },
);

const ipBlock = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { cidr: fc.constantFrom(...CIDRS), except: fc.array(fc.constantFrom(...CIDRS), { maxLength: 2 }) },
      { requiredKeys: ['cidr'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.record({
      cidr: fc.constantFrom(...CIDRS, ...BAD_CIDRS),
      except: fc.array(fc.constantFrom(...CIDRS, ...BAD_CIDRS), { maxLength: 2 }),
    }),
  },
);

const peer: fc.Arbitrary<unknown> = fc.oneof(
  { weight: 5, arbitrary: fc.record({ podSelector: selector }) },
  { weight: 5, arbitrary: fc.record({ namespaceSelector }) },
  { weight: 5, arbitrary: fc.record({ namespaceSelector, podSelector: selector }) },
  { weight: 5, arbitrary: fc.record({ ipBlock }) },
  { weight: 1, arbitrary: fc.record({ ipBlock, podSelector: selector }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      {},
      { podSelector: null, namespaceSelector: null },
      { podSelectr: {} },
      null,
      'x',
      { namespaceSelector: null, podSelector: {} },
    ),
  },
);

const oddPort = fc.constantFrom<unknown>(
  { port: 0 },
  { port: 70_000 },
  { port: 80.5 },
  { port: '80' },
  { port: 'UPPER' },
  { port: 80, endPort: 79 },
  { port: 'http', endPort: 90 },
  { endPort: 90 },
  { protocol: 'ICMP' },
  { protocol: 'tcp', port: 80 },
  { port: 80, protocl: 'TCP' },
  null,
  80,
);

const port: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 8,
    arbitrary: fc.record(
      { protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...PORTS) },
      { requiredKeys: [] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      {
        protocol: fc.constantFrom(...PROTOCOLS),
        port: fc.constant(8_000),
        endPort: fc.constantFrom(8_000, 8_005, 8_010),
      },
      { requiredKeys: ['port', 'endPort'] },
    ),
  },
  {
    weight: 3,
    arbitrary: fc.record(
      { protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...PORT_NAMES, 'absent') },
      { requiredKeys: ['port'] },
    ),
  },
  { weight: 1, arbitrary: oddPort },
);

const oddList = fc.constantFrom<unknown>(null, [], {}, 'all');

function rule(side: 'from' | 'to'): fc.Arbitrary<unknown> {
  return fc.oneof(
    {
      weight: 14,
      arbitrary: fc.record(
        { [side]: fc.array(peer, { minLength: 1, maxLength: 2 }), ports: fc.array(port, { maxLength: 2 }) },
        { requiredKeys: [] },
      ),
    },
    { weight: 2, arbitrary: fc.record({ [side]: oddList, ports: oddList }, { requiredKeys: [] }) },
    { weight: 1, arbitrary: fc.constantFrom<unknown>({}, null, 'x', { form: [] }) },
  );
}

const spec: fc.Arbitrary<unknown> = fc.oneof(
  {
    weight: 24,
    arbitrary: fc.record(
      {
        podSelector: selector,
        policyTypes: fc.constantFrom<unknown>(undefined, [], null, ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
        ingress: fc.oneof(fc.array(rule('from'), { maxLength: 2 }), fc.constantFrom<unknown>([], null, undefined)),
        egress: fc.oneof(fc.array(rule('to'), { maxLength: 2 }), fc.constantFrom<unknown>([], null, undefined)),
      },
      { requiredKeys: ['podSelector'] },
    ),
  },
  {
    weight: 1,
    arbitrary: fc.constantFrom<unknown>(
      undefined,
      null,
      {},
      { podSelector: {}, ingres: [] },
      { policyTypes: ['ingress'] },
      { ingress: {} },
    ),
  },
);

const policy = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  spec,
  apiVersion: fc.oneof(
    { weight: 30, arbitrary: fc.constant('networking.k8s.io/v1') },
    { weight: 1, arbitrary: fc.constant('networking.k8s.io/v1beta1') },
  ),
});

const containerPort: fc.Arbitrary<ContainerPort> = fc.record({
  name: fc.constantFrom(...PORT_NAMES),
  protocol: fc.constantFrom(...PROTOCOLS),
  port: fc.constantFrom(...PORTS),
});

const addresses = fc.constantFrom<readonly string[]>(
  ['10.0.0.7'],
  ['10.1.12.3'],
  ['10.2.0.9'],
  ['fd00::7'],
  ['10.1.12.8', 'fd00::8'],
  [],
);
const node = fc.constantFrom<string | undefined>('n1', 'n2', undefined);

/** Replicas are drawn only where they cannot differ in what an ipBlock says of them. */
function member(index: number): fc.Arbitrary<PodMember> {
  return fc.record({ ips: addresses, node }).map(({ ips, node: place }) => ({
    name: `pod-${String(index)}`,
    ips,
    ...(place === undefined ? {} : { node: place }),
  }));
}

const group = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  labels,
  hostNetwork: fc.oneof({ weight: 6, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  ports: fc.array(containerPort, { maxLength: 3 }),
  first: member(0),
  second: fc.option(node, { freq: 3 }),
  fromTemplate: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
});

const foreign = fc.oneof(
  { weight: 12, arbitrary: fc.constant<readonly RawObject[]>([]) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom(...NAMESPACES)
      .map((namespace) => [
        { apiVersion: 'unknown.test/v1', kind: 'IsolationPolicy', metadata: { name: 'x', namespace } },
      ]),
  },
);

const coverage = fc.oneof(
  { weight: 10, arbitrary: fc.constant<readonly KindCoverage[] | null>(null) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(
        fc.constantFrom('COMPLETE', 'COMPLETE', 'TRUNCATED', 'FORBIDDEN', 'NOT_INSTALLED'),
        fc.constantFrom('COMPLETE', 'FORBIDDEN'),
      )
      .map(
        ([policies, namespaces]) =>
          [
            { kind: 'networking.k8s.io/NetworkPolicy', state: policies, items: 0 },
            { kind: 'core/Namespace', state: namespaces, items: 0 },
          ] as readonly KindCoverage[],
      ),
  },
);

const CONFORMANT: Plugin = {
  ipBlocksMatchPods: false,
  ipBlocksMatchNodes: 'undefined',
  hostNetworkAsPods: false,
  endPort: true,
  namedPorts: 'resolved',
  sctpDoubtful: false,
  numbersHidePortless: false,
  selectorsMayMatchHostNetwork: false,
};
const BY_ADDRESS: Plugin = { ...CONFORMANT, ipBlocksMatchPods: true, ipBlocksMatchNodes: 'yes' };

/** The profiles of semantics 07 whose readings differ, as the oracle knows them. */
const PLUGINS: readonly { readonly profile: CniFacts['profile']; readonly plugin: Plugin }[] = [
  { profile: 'conformant', plugin: CONFORMANT },
  { profile: 'conformant', plugin: { ...CONFORMANT, hostNetworkAsPods: true } },
  { profile: 'calico', plugin: BY_ADDRESS },
  { profile: 'cilium', plugin: { ...CONFORMANT, ipBlocksMatchNodes: 'no', sctpDoubtful: true } },
  { profile: 'weave', plugin: { ...BY_ADDRESS, endPort: false, namedPorts: 'refused', sctpDoubtful: true } },
  {
    profile: 'ovn-kubernetes',
    plugin: {
      ...BY_ADDRESS,
      namedPorts: 'whole-protocol',
      numbersHidePortless: true,
      selectorsMayMatchHostNetwork: true,
    },
  },
];

/** Random clusters of up to five groups and five policies. */
export const randomCluster: fc.Arbitrary<RandomCluster> = fc
  .record({
    groups: fc.array(group, { minLength: 2, maxLength: 5 }),
    namespaces: fc.uniqueArray(fc.tuple(fc.constantFrom(...NAMESPACES), labels), {
      selector: ([name]) => name,
      maxLength: 4,
    }),
    policies: fc.array(policy, { maxLength: 5 }),
    foreign,
    coverage,
    plugin: fc.constantFrom(...PLUGINS),
    enforced: fc.oneof(
      { weight: 8, arbitrary: fc.constant('yes' as const) },
      { weight: 1, arbitrary: fc.constantFrom('no' as const, 'unknown' as const) },
    ),
  })
  .map((parts) => {
    const objects: RawObject[] = [
      ...parts.namespaces.map(([name, own]): RawObject => ({
        apiVersion: 'v1',
        kind: 'Namespace',
        metadata: { name, labels: own },
      })),
      ...parts.policies.map(({ namespace, spec: own, apiVersion }, index): RawObject => ({
        apiVersion,
        kind: 'NetworkPolicy',
        metadata: { name: `p${String(index)}`, namespace },
        spec: own,
      })),
      ...parts.foreign,
    ];
    const byAddress = parts.plugin.plugin.ipBlocksMatchPods;
    const podGroups = parts.groups.map((own, index): PodGroup => ({
      namespace: own.namespace,
      owner: { kind: 'Deployment', name: `d${String(index)}` },
      labels: own.labels,
      serviceAccount: 'default',
      hostNetwork: own.hostNetwork,
      ports: own.ports,
      images: [],
      automountToken: null,
      annotations: {},
      members:
        own.second === null || byAddress || own.hostNetwork ? [own.first] : [own.first, replica(own.first, own.second)],
      fromTemplate: own.fromTemplate,
    }));
    const model = buildModel({
      cluster: { name: 'random' },
      observedAt: '2026-01-01T00:00:00Z',
      objects,
      podGroups,
      coverage: parts.coverage ?? [],
      origin: parts.coverage === null ? 'offline' : 'live',
    });
    const cni: CniFacts = {
      profile: parts.plugin.profile,
      enforced: parts.enforced,
      evidence: 'drawn at random',
      assumed: false,
    };
    return { model: { ...model, cni }, plugin: parts.plugin.plugin };
  });

function replica({ ips }: PodMember, place: string | undefined): PodMember {
  return { name: 'pod-1', ips, ...(place === undefined ? {} : { node: place }) };
}
