import fc from 'fast-check';
import { buildModel } from '#src/engine/model/build-model.js';
import type { CniFacts, NetworkModel } from '#src/engine/model/network-model.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import type { AdminPlugin } from './admin-oracle.js';

/** A cluster small enough to ask about every packet, with admin policies of one generation and NetworkPolicies. */
export interface AdminCluster {
  readonly model: NetworkModel;
  readonly plugin: AdminPlugin;
}

const NAMESPACES = ['alpha', 'beta'] as const;
const VALUES = ['web', 'db'] as const;
const PORT_NAMES = ['http', 'pg'] as const;
const PROTOCOLS = ['TCP', 'UDP', 'SCTP'] as const;
/** Ports around every boundary drawn. */
export const ADMIN_PORTS = [79, 80, 81, 443, 8080] as const;
/** Addresses worth asking about: ordinary ones of both families, and a node's. */
export const ADMIN_OUTSIDE = ['198.51.100.7', '10.9.9.9', '192.0.2.1', '203.0.113.1', '2001:db8::1'] as const;

const selector = fc.oneof(
  { weight: 3, arbitrary: fc.constant<unknown>({}) },
  { weight: 4, arbitrary: fc.constantFrom(...VALUES).map((app): unknown => ({ matchLabels: { app } })) },
  { weight: 2, arbitrary: fc.constantFrom(...VALUES).map((app): unknown => ({ matchExpressions: [{ key: 'app', operator: 'NotIn', values: [app] }] })) },
  { weight: 1, arbitrary: fc.constantFrom<unknown>({ sameLabels: ['app'] }, { matchLabels: { app: 1 } }) },
); // prettier-ignore

const namespaceSelector = fc.oneof(
  { weight: 2, arbitrary: selector },
  { weight: 3, arbitrary: fc.constantFrom(...NAMESPACES).map((name): unknown => ({ matchLabels: { 'kubernetes.io/metadata.name': name } })) },
); // prettier-ignore

const podPeer = fc.oneof(
  namespaceSelector.map((namespaces): unknown => ({ namespaces })),
  fc.tuple(namespaceSelector, selector).map(([a, b]): unknown => ({ pods: { namespaceSelector: a, podSelector: b } })),
);

const oddPeer = fc.constantFrom<unknown>({}, { galaxies: {} }, { namespaces: {}, pods: {} }, { namespaces: {}, galaxies: {} }); // prettier-ignore

const CIDRS = ['0.0.0.0/0', '10.0.0.0/8', '10.1.0.0/16', '10.1.0.7/32', '192.0.2.0/24', '::/0', '10.0.0.0'];

const egressPeer = fc.oneof(
  { weight: 6, arbitrary: podPeer },
  { weight: 3, arbitrary: fc.uniqueArray(fc.constantFrom(...CIDRS), { minLength: 1, maxLength: 2 }).map((networks): unknown => ({ networks })) },
  { weight: 2, arbitrary: fc.constantFrom<unknown>({ nodes: {} }, { nodes: { matchLabels: { pool: 'edge' } } }) },
  { weight: 1, arbitrary: fc.constant<unknown>({ domainNames: ['*.example.org'] }) },
  { weight: 1, arbitrary: oddPeer },
); // prettier-ignore

const ingressPeer = fc.oneof(
  { weight: 8, arbitrary: podPeer },
  { weight: 1, arbitrary: oddPeer },
  { weight: 1, arbitrary: fc.constant<unknown>({ networks: ['10.0.0.0/8'] }) },
);

const oldPort = fc.oneof(
  fc.record({ protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...ADMIN_PORTS) }, { requiredKeys: ['port'] }).map((portNumber): unknown => ({ portNumber })),
  fc.constantFrom(...PROTOCOLS).map((protocol): unknown => ({ portRange: { protocol, start: 80, end: 443 } })),
  fc.constantFrom(...PORT_NAMES).map((namedPort): unknown => ({ namedPort })),
  fc.constant<unknown>({ portNumber: { port: 80 }, namedPort: 'http' }),
); // prettier-ignore

const newPort = fc.oneof(
  fc.tuple(fc.constantFrom('tcp', 'udp', 'sctp'), fc.constantFrom(...ADMIN_PORTS)).map(([lane, number]): unknown => ({ [lane]: { destinationPort: { number } } })),
  fc.constantFrom('tcp', 'udp').map((lane): unknown => ({ [lane]: { destinationPort: { range: { start: 80, end: 443 } } } })),
  fc.constantFrom('tcp', 'sctp').map((lane): unknown => ({ [lane]: {} })),
  fc.constantFrom(...PORT_NAMES).map((destinationNamedPort): unknown => ({ destinationNamedPort })),
  fc.constant<unknown>({ tcp: {}, udp: {} }),
); // prettier-ignore

function rules(
  far: 'from' | 'to',
  actions: readonly string[],
  portsField: string,
  port: fc.Arbitrary<unknown>,
): fc.Arbitrary<unknown[] | undefined> {
  const peer = far === 'from' ? ingressPeer : egressPeer;
  const rule = fc.record(
    {
      action: fc.oneof({ weight: 20, arbitrary: fc.constantFrom(...actions) }, { weight: 1, arbitrary: fc.constant('Reject') }),
      [far]: fc.array(peer, { minLength: 1, maxLength: 2 }),
      [portsField]: fc.array(port, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: ['action', far] },
  ); // prettier-ignore
  return fc.option(fc.array(rule, { minLength: 1, maxLength: 3 }), { nil: undefined, freq: 3 });
}

const subject = fc.oneof({ weight: 12, arbitrary: podPeer }, { weight: 1, arbitrary: fc.constant<unknown>({}) });
const priority = fc.oneof({ weight: 8, arbitrary: fc.constantFrom(1, 1, 7, 150) }, { weight: 1, arbitrary: fc.constant(1001) }); // prettier-ignore

const olderSpec = fc.record({
  priority,
  subject,
  ingress: rules('from', ['Allow', 'Deny', 'Pass'], 'ports', oldPort),
  egress: rules('to', ['Allow', 'Deny', 'Pass'], 'ports', oldPort),
});
const baselineSpec = fc.record({
  subject,
  ingress: rules('from', ['Allow', 'Deny'], 'ports', oldPort),
  egress: rules('to', ['Allow', 'Deny'], 'ports', oldPort),
});
const newerSpec = fc.record({
  tier: fc.constantFrom('Admin', 'Baseline'),
  priority,
  subject,
  ingress: rules('from', ['Accept', 'Deny', 'Pass'], 'protocols', newPort),
  egress: rules('to', ['Accept', 'Deny', 'Pass'], 'protocols', newPort),
});

function named(kind: string, version: string, specs: readonly object[], name = ''): RawObject[] {
  return specs.map((spec, index) => ({
    apiVersion: `policy.networking.k8s.io/${version}`,
    kind,
    metadata: { name: name === '' ? `${kind}-${String(index)}` : name },
    spec: Object.fromEntries(Object.entries(spec).filter(([, value]) => value !== undefined)),
  }));
}

const older = fc
  .tuple(fc.array(olderSpec, { maxLength: 4 }), fc.array(baselineSpec, { maxLength: 1 }))
  .map(([admin, baseline]) => [
    ...named('AdminNetworkPolicy', 'v1alpha1', admin),
    ...named('BaselineAdminNetworkPolicy', 'v1alpha1', baseline, 'default'),
  ]);
const newer = fc.array(newerSpec, { maxLength: 5 }).map((specs) => named('ClusterNetworkPolicy', 'v1alpha2', specs));

const ownRule = (far: string): fc.Arbitrary<unknown> =>
  fc.record(
    {
      [far]: fc.constantFrom(...VALUES).map((app): unknown => [{ podSelector: { matchLabels: { app } } }]),
      ports: fc.constantFrom(...ADMIN_PORTS).map((port): unknown => [{ port }]),
    },
    { requiredKeys: [] },
  );
const networkPolicy = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    podSelector: fc.oneof(fc.constant<unknown>({}), fc.constantFrom(...VALUES).map((app): unknown => ({ matchLabels: { app } }))),
    policyTypes: fc.constantFrom<unknown>(['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(ownRule('from'), { maxLength: 1 }),
    egress: fc.array(ownRule('to'), { maxLength: 1 }),
  })
  .map(({ namespace, ...spec }) => ({ namespace, spec })); // prettier-ignore

const group = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  app: fc.option(fc.constantFrom(...VALUES)),
  hostNetwork: fc.oneof({ weight: 5, arbitrary: fc.constant(false) }, { weight: 1, arbitrary: fc.constant(true) }),
  ip: fc.constantFrom('10.1.0.7', '10.2.0.3', 'fd00::3', ''),
  ports: fc.array(
    fc.record({ name: fc.constantFrom(...PORT_NAMES), protocol: fc.constantFrom(...PROTOCOLS), port: fc.constantFrom(...ADMIN_PORTS) }),
    { maxLength: 2 },
  ),
}); // prettier-ignore

const CONFORMANT: AdminPlugin = {
  lastPriority: Infinity,
  missing: [],
  networksMatchPods: 'yes',
  sctp: 'yes',
  shadowsBaseline: false,
  skipsSubjectless: false,
};
type Case = readonly [cni: Partial<CniFacts>, plugin: AdminPlugin];
const OLDER: readonly Case[] = [
  [{ profile: 'conformant' }, CONFORMANT],
  [{ profile: 'calico', version: '3.30.1' }, { ...CONFORMANT, missing: ['nodes', 'domainNames'], skipsSubjectless: true }],
  [{ profile: 'ovn-kubernetes', switches: new Map([['enable-admin-network-policy', 'true']]) }, { ...CONFORMANT, lastPriority: 99, missing: ['domainNames'] }],
  [{ profile: 'kindnet', switches: new Map([['flavour', 'npa-v1alpha1']]) }, { ...CONFORMANT, shadowsBaseline: true }],
]; // prettier-ignore
const NEWER: readonly Case[] = [
  [{ profile: 'conformant' }, CONFORMANT],
  [{ profile: 'calico', version: '3.32.0' }, { ...CONFORMANT, missing: ['nodes', 'domainNames'], skipsSubjectless: true }],
  [
    { profile: 'cilium', switches: new Map([['enable-k8s-cluster-network-policy', 'true'], ['enable-node-selector-labels', 'true']]) },
    { ...CONFORMANT, networksMatchPods: 'maybe', sctp: 'maybe' },
  ],
]; // prettier-ignore

const generation = fc.oneof(fc.tuple(older, fc.constantFrom(...OLDER)), fc.tuple(newer, fc.constantFrom(...NEWER)));

/** Random clusters of up to four groups; every host-network pod is on a node of its own, so locality never decides. */
export const adminCluster: fc.Arbitrary<AdminCluster> = fc
  .record({
    groups: fc.array(group, { minLength: 2, maxLength: 4 }),
    labels: fc.constantFrom<Readonly<Record<string, string>>>({}, { app: 'web' }),
    policies: fc.array(networkPolicy, { maxLength: 3 }),
    generation,
  })
  .map(({ groups, labels, policies, generation: [admin, [facts, plugin]] }) => {
    const objects: RawObject[] = [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'alpha', labels } },
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'beta' } },
      nodeObject('edge', { pool: 'edge' }, '192.0.2.1', '203.0.113.1'),
      nodeObject('core', {}, '192.0.2.2', '203.0.113.2'),
      ...policies.map(({ namespace, spec }, index): RawObject => ({
        apiVersion: 'networking.k8s.io/v1',
        kind: 'NetworkPolicy',
        metadata: { name: `np-${String(index)}`, namespace },
        spec,
      })),
      ...admin,
    ];
    const podGroups = groups.map((own, index): PodGroup => ({
      namespace: own.namespace,
      owner: { kind: 'Deployment', name: `d${String(index)}` },
      labels: own.app === null ? {} : { app: own.app },
      serviceAccount: 'default',
      hostNetwork: own.hostNetwork,
      ports: own.ports,
      images: [],
      automountToken: null,
      annotations: {},
      members: [own.hostNetwork ? { name: 'p', ips: ['192.0.2.1'], node: 'edge' } : { name: 'p', ips: own.ip === '' ? [] : [own.ip], node: 'core' }],
      fromTemplate: false,
    })); // prettier-ignore
    const model = buildModel({
      cluster: { name: 'random' },
      observedAt: '2026-01-01T00:00:00Z',
      objects,
      podGroups,
      coverage: [],
      origin: 'offline',
    });
    const cni: CniFacts = {
      profile: 'conformant',
      enforced: 'yes',
      evidence: 'drawn at random',
      assumed: false,
      ...facts,
    };
    return { model: { ...model, cni }, plugin };
  });

function nodeObject(name: string, labels: Readonly<Record<string, string>>, internal: string, external: string): RawObject {
  const addresses = [{ type: 'InternalIP', address: internal }, { type: 'ExternalIP', address: external }];
  return { apiVersion: 'v1', kind: 'Node', metadata: { name, labels }, spec: {}, status: { addresses } };
} // prettier-ignore
