import fc from 'fast-check';
import type { AntreaPod, AntreaWorld } from './antrea-oracle.js';
import type { OracleEnd } from './cilium-oracle.js';
import { podObject } from './network-model.js';
import { host, namespace, node } from './policy-objects.js';

/** A cluster small enough to ask about every packet, as objects and as the oracle sees it. */
interface RandomAntreaCluster {
  readonly objects: readonly unknown[];
  readonly world: AntreaWorld;
  readonly ends: readonly { readonly name: string; readonly end: OracleEnd }[];
}

type Policy = AntreaWorld['policies'][number];

const NODES: AntreaWorld['nodes'] = { n1: '192.168.0.1', n2: '192.168.0.2' };
const NAMESPACES: AntreaWorld['namespaces'] = { a: { team: 'red' }, b: { team: 'red', zone: 'x' }, c: {} };
const TIERS: AntreaWorld['tiers'] = { emergency: 50, audit: 60, securityops: 100, application: 250, baseline: 253 };
const SERVICES: AntreaWorld['services'] = { store: { namespace: 'a', selector: { app: 'db' } } };
const GROUPS: AntreaWorld['groups'] = {
  dbs: { podSelector: { matchLabels: { app: 'db' } } },
  reds: { namespaceSelector: { matchLabels: { team: 'red' } } },
  office: { ipBlocks: [{ cidr: '203.0.113.0/24' }, { cidr: '10.0.0.1/32' }] },
  both: { childGroups: ['dbs', 'office'] },
};
const OUTSIDE: readonly string[] = ['203.0.113.9', '10.0.0.99', '2001:db8::9'];

const pods = fc.tuple(
  ...['a/p1', 'a/p2', 'b/p3', 'c/p4'].map((name) =>
    fc.record({
      name: fc.constant(name),
      labels: fc
        .dictionary(fc.constantFrom('app', 'tier'), fc.constantFrom('web', 'db'), { maxKeys: 2 })
        .map((map) => ({ ...map })),
      account: fc.constantFrom('default', 'robot'),
      port: fc.constantFrom(80, 8080),
      node: fc.constantFrom('n1', 'n2'),
    }),
  ),
);

const podSelector = fc.constantFrom<object>(
  {},
  { matchLabels: { app: 'db' } },
  { matchLabels: { app: 'web' } },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
  { matchExpressions: [{ key: 'app', operator: 'NotIn', values: ['db'] }] },
);
const namespaceSelector = fc.constantFrom<object>(
  {},
  { matchLabels: { team: 'red' } },
  { matchLabels: { 'kubernetes.io/metadata.name': 'b' } },
  { matchExpressions: [{ key: 'zone', operator: 'DoesNotExist' }] },
);
const selection = fc.oneof(
  podSelector.map((chosen): object => ({ podSelector: chosen })),
  namespaceSelector.map((chosen): object => ({ namespaceSelector: chosen })),
  fc.record({ podSelector, namespaceSelector }),
);
const account = fc
  .constantFrom('a', 'b')
  .map((space): object => ({ serviceAccount: { name: 'robot', namespace: space } }));
const ipBlock = fc.constantFrom<object>(
  { cidr: '0.0.0.0/0' },
  { cidr: '10.0.0.0/8' },
  { cidr: '10.0.0.2/32' },
  { cidr: '192.168.0.2/32' },
  { cidr: '2001:db8::/32' },
  { cidr: '203.0.113.0/24', except: ['203.0.113.9/32'] },
);

/** Fields that only cluster-wide policies have. */
const wide = fc.oneof(
  fc.record({
    podSelector,
    namespaces: fc.constantFrom<object>({ match: 'Self' }, { sameLabels: ['team'] }, { sameLabels: ['team', 'zone'] }),
  }),
  fc.constantFrom('dbs', 'reds', 'office', 'both', 'missing').map((group): object => ({ group })),
);

function peer(isWide: boolean, isEgress: boolean): fc.Arbitrary<object> {
  return fc.oneof(
    { weight: 5, arbitrary: selection },
    { weight: 2, arbitrary: ipBlock.map((block): object => ({ ipBlock: block })) },
    { weight: 1, arbitrary: account },
    { weight: 1, arbitrary: fc.constant({ nodeSelector: {} }) },
    ...(isWide ? [{ weight: 3, arbitrary: wide }] : []),
    ...(isEgress ? [{ weight: 1, arbitrary: fc.constant({ fqdn: '*.example.com' }) }] : []),
  );
}

const ports = fc.array(
  fc.constantFrom<object>(
    { protocol: 'TCP', port: 80 },
    { port: 80, endPort: 8080 },
    { protocol: 'TCP', port: 'http' },
    { protocol: 'UDP' },
    { protocol: 'TCP', port: 80, sourcePort: 5000 },
  ),
  { minLength: 1, maxLength: 2 },
);
const what = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 4, arbitrary: ports.map((list): object => ({ ports: list })) },
  { weight: 1, arbitrary: fc.constant({ protocols: [{ icmp: {} }] }) },
);
const action = fc.oneof(
  { weight: 4, arbitrary: fc.constant({ action: 'Allow' }) },
  { weight: 3, arbitrary: fc.constantFrom({ action: 'Drop' }, { action: 'Reject' }) },
  { weight: 2, arbitrary: fc.constant({ action: 'Pass' }) },
  { weight: 1, arbitrary: fc.constant({ action: 'Allow', l7Protocols: [{ http: { method: 'GET' } }] }) },
);

function rule(direction: 'ingress' | 'egress', isWide: boolean): fc.Arbitrary<object> {
  const isEgress = direction === 'egress';
  const who = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .array(peer(isWide, isEgress), { maxLength: 2 })
        .map((list): object => ({ [isEgress ? 'to' : 'from']: list })),
    },
    ...(isEgress ? [{ weight: 1, arbitrary: fc.constant({ toServices: [{ name: 'store', namespace: 'a' }] }) }] : []),
  );
  const applied = fc.oneof(
    { weight: 4, arbitrary: fc.constant({}) },
    {
      weight: 1,
      arbitrary: fc.array(subject(isWide), { minLength: 1, maxLength: 1 }).map((appliedTo): object => ({ appliedTo })),
    },
  );
  return fc
    .tuple(action, who, what, applied)
    .map((parts) => parts.reduce((whole, part) => ({ ...whole, ...part }), {}));
}

function subject(isWide: boolean): fc.Arbitrary<object> {
  return fc.oneof(
    { weight: 5, arbitrary: isWide ? selection : podSelector.map((chosen): object => ({ podSelector: chosen })) },
    ...(isWide
      ? [
          { weight: 1, arbitrary: account },
          { weight: 1, arbitrary: fc.constantFrom<object>({ group: 'dbs' }, { group: 'reds' }) },
        ]
      : []),
  );
}

function antrea(kind: 'ACNP' | 'ANNP'): fc.Arbitrary<Policy> {
  const isWide = kind === 'ACNP';
  const spec = fc.record(
    {
      priority: fc.constantFrom(1, 2, 2.5),
      appliedTo: fc.array(subject(isWide), { minLength: 1, maxLength: 2 }),
      tier: fc.constantFrom(...Object.keys(TIERS)),
      ingress: fc.array(rule('ingress', isWide), { maxLength: 3 }),
      egress: fc.array(rule('egress', isWide), { maxLength: 3 }),
    },
    { requiredKeys: ['priority', 'appliedTo'] },
  );
  return fc.record({ kind: fc.constant(kind), namespace: isWide ? fc.constant('') : fc.constantFrom('a', 'b'), spec });
}

function plainRule(side: string): fc.Arbitrary<object> {
  const peers = fc.array(fc.oneof(selection, fc.constant({ ipBlock: { cidr: '10.0.0.0/8' } })), { maxLength: 2 });
  return fc.record({
    [side]: peers,
    ports: fc.array(fc.constantFrom<object>({ protocol: 'TCP', port: 80 }), { maxLength: 1 }),
  });
}

const plain: fc.Arbitrary<Policy> = fc.record({
  kind: fc.constant('NP' as const),
  namespace: fc.constantFrom('a', 'b'),
  spec: fc.record({
    podSelector,
    policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
    ingress: fc.array(plainRule('from'), { maxLength: 2 }),
    egress: fc.array(plainRule('to'), { maxLength: 2 }),
  }),
});

const policy = fc.oneof(
  { weight: 5, arbitrary: antrea('ACNP') },
  { weight: 3, arbitrary: antrea('ANNP') },
  { weight: 2, arbitrary: plain },
);

/** Clusters with tiers, groups and both kinds of Antrea's policies beside NetworkPolicies. */
export const randomAntreaCluster: fc.Arbitrary<RandomAntreaCluster> = fc
  .record({ pods, policies: fc.array(policy, { minLength: 1, maxLength: 5 }) })
  .map(({ pods: chosen, policies }) => {
    const seen = chosen.map(({ name, labels, account: own, port: containerPort, node: on }, index) => {
      const [ns = '', pod = ''] = name.split('/');
      const ip = `10.0.0.${String(index + 1)}`;
      const declared = [{ name: 'http', containerPort, protocol: 'TCP' }];
      const end: AntreaPod = { kind: 'pod', namespace: ns, labels, account: own, ports: declared, node: on, ip };
      return {
        name,
        end,
        object: podObject(ns, pod, labels, { ip, ports: declared, spec: { nodeName: on, serviceAccountName: own } }),
      };
    });
    const hosts = Object.entries(NODES).map(([name, ip]) => ({
      name: `kube-system/${name}`,
      end: { kind: 'host', node: name } as const,
      object: host(name, name, ip),
    }));
    const addresses = [...OUTSIDE, ...Object.values(NODES)].map((ip) => ({
      name: ip,
      end: { kind: 'ip', ip } as const,
    }));
    return {
      objects: [
        ...Object.entries(NAMESPACES).map(([name, labels]) => namespace(name, labels)),
        ...Object.entries(NODES).map(([name, ip]) => node(name, ip)),
        ...Object.entries(SERVICES).map(([name, { namespace: ns, selector }]) => ({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: ns },
          spec: { selector, ports: [{ port: 80 }] },
        })),
        ...Object.entries(GROUPS).map(([name, spec]): object => ({
          apiVersion: 'crd.antrea.io/v1beta1',
          kind: 'ClusterGroup',
          metadata: { name },
          spec: spec as object,
        })),
        {
          apiVersion: 'crd.antrea.io/v1beta1',
          kind: 'Tier',
          metadata: { name: 'audit' },
          spec: { priority: TIERS['audit'] },
        },
        ...seen.map(({ object }) => object),
        ...hosts.map(({ object }) => object),
        ...policies.map(objectOf),
      ],
      world: {
        namespaces: Object.fromEntries(
          Object.entries(NAMESPACES).map(([name, labels]) => [
            name,
            { ...labels, 'kubernetes.io/metadata.name': name },
          ]),
        ),
        nodes: NODES,
        tiers: TIERS,
        groups: GROUPS,
        services: SERVICES,
        policies,
      },
      ends: [...seen, ...hosts, ...addresses].map(({ name, end }) => ({ name, end })),
    };
  });

function objectOf({ kind, namespace: ns, spec }: Policy, index: number): object {
  const metadata = { name: `p${String(index)}`, ...(ns === '' ? {} : { namespace: ns }) };
  if (kind === 'NP')
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: spec as object };
  return {
    apiVersion: 'crd.antrea.io/v1beta1',
    kind: kind === 'ACNP' ? 'ClusterNetworkPolicy' : 'NetworkPolicy',
    metadata,
    spec: spec as object,
  };
}
