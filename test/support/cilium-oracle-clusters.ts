import fc from 'fast-check';
import { podObject } from './network-model.js';
import type { OracleEnd, OraclePod, OraclePolicy, OracleWorld } from './cilium-oracle.js';
import { config, host, namespace, node } from './policy-objects.js';

/** A cluster small enough to ask about every packet, as objects and as the oracle sees it. */
interface RandomCiliumCluster {
  readonly objects: readonly unknown[];
  readonly world: OracleWorld;
  /** Everybody who can connect, by what the engine calls them. */
  readonly ends: readonly { readonly name: string; readonly end: OracleEnd }[];
}

const NODES: Readonly<Record<string, string>> = { n1: '192.168.0.1', n2: '192.168.0.2' };
const NAMESPACES: readonly string[] = ['a', 'b'];
const OUTSIDE: readonly string[] = ['203.0.113.9', '10.0.0.99', '2001:db8::9'];
const NAMESPACE_LABEL = 'io.cilium.k8s.namespace.labels.team';

const SERVICES: OracleWorld['services'] = {
  store: { namespace: 'a', selector: { app: 'db' } },
  hidden: { namespace: 'a', selector: { 'k8s.io/role': 'x' } },
};

const pods = fc.tuple(
  ...['a/p1', 'a/p2', 'b/p3', 'b/p4'].map((name) =>
    fc.record({
      name: fc.constant(name),
      labels: fc
        .dictionary(fc.constantFrom('app', 'tier', 'k8s.io/role'), fc.constantFrom('web', 'db', 'x'), { maxKeys: 3 })
        .map((map) => ({ ...map })),
      account: fc.constantFrom('default', 'robot'),
      port: fc.constantFrom(80, 8080),
      node: fc.constantFrom('n1', 'n2'),
    }),
  ),
);

const key = fc.constantFrom(
  'app',
  'k8s:app',
  'any:tier',
  'tier',
  'k8s.io/role',
  'io.kubernetes.pod.namespace',
  'k8s:io.kubernetes.pod.namespace',
  NAMESPACE_LABEL,
  'io.cilium.k8s.policy.serviceaccount',
);
const values = fc.uniqueArray(fc.constantFrom('web', 'db', 'x', 'a', 'b', 'red', 'robot'), {
  minLength: 1,
  maxLength: 3,
});

const expression = fc.oneof(
  fc.record({ key, operator: fc.constantFrom('In', 'NotIn'), values }),
  fc.record({ key, operator: fc.constantFrom('Exists', 'DoesNotExist') }),
);

const reserved = fc.constantFrom<object>(
  { matchLabels: { 'reserved:host': '' } },
  { matchLabels: { 'reserved:world': '' } },
  { matchExpressions: [{ key: 'reserved:world', operator: 'DoesNotExist' }] },
);

const labels = fc.constantFrom<object>(
  {},
  { app: 'db' },
  { app: 'web' },
  { 'k8s:app': 'db', tier: 'x' },
  { 'io.kubernetes.pod.namespace': 'b' },
  { [NAMESPACE_LABEL]: 'red' },
);
const selector: fc.Arbitrary<object> = fc.oneof(
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 5, arbitrary: labels.map((matchLabels) => ({ matchLabels })) },
  {
    weight: 3,
    arbitrary: fc.record({ matchLabels: labels, matchExpressions: fc.array(expression, { maxLength: 2 }) }),
  },
);
const peerSelector = fc.oneof({ weight: 8, arbitrary: selector }, { weight: 1, arbitrary: reserved });

const block = fc.constantFrom(
  '0.0.0.0/0',
  '::/0',
  '203.0.113.0/24',
  '10.0.0.0/8',
  '192.168.0.2/32',
  '192.168.0.0/16',
  '2001:db8::9',
);
const blockSet = fc.record({ cidr: fc.constantFrom('0.0.0.0/0', '10.0.0.0/8'), except: fc.subarray(['10.0.0.0/24']) });
const entities = fc.uniqueArray(
  fc.constantFrom('world', 'world-ipv4', 'cluster', 'host', 'remote-node', 'all', 'none', 'init'),
  { maxLength: 2 },
);

const port = fc.oneof(
  fc.record({
    port: fc.constantFrom('80', '8080', '0', 'http', 'absent'),
    protocol: fc.constantFrom('TCP', 'UDP', 'ANY', 'SCTP'),
  }),
  fc.constant({ port: '80', endPort: 8080, protocol: 'TCP' }),
  fc.constant({ port: '80' }),
);
const ports = fc.array(port, { minLength: 1, maxLength: 2 });
const denyPorts = fc.array(fc.record({ ports }), { maxLength: 2 });
const allowPorts = fc.array(
  fc.oneof(
    { weight: 5, arbitrary: fc.record({ ports }) },
    {
      weight: 1,
      arbitrary: fc.record({
        ports,
        rules: fc.constantFrom<object>({ http: [{ method: 'GET' }] }, { dns: [{ matchPattern: '*' }] }, { http: [] }),
      }),
    },
    { weight: 1, arbitrary: fc.record({ ports, serverNames: fc.constant(['x.io']) }) },
  ),
  { maxLength: 2 },
);

function item(side: 'from' | 'to', isDeny: boolean): fc.Arbitrary<object> {
  const peers: fc.Arbitrary<object>[] = [
    fc.array(peerSelector, { maxLength: 2 }).map((list) => ({ [`${side}Endpoints`]: list })),
    fc.array(block, { maxLength: 2 }).map((list) => ({ [`${side}CIDR`]: list })),
    fc.array(blockSet, { maxLength: 2 }).map((list) => ({ [`${side}CIDRSet`]: list })),
    entities.map((list) => ({ [`${side}Entities`]: list })),
    fc.constant({}),
    ...(side === 'to'
      ? [
          fc
            .constantFrom('store', 'hidden', 'missing')
            .map((serviceName) => ({ toServices: [{ k8sService: { serviceName, namespace: 'a' } }] })),
        ]
      : []),
    ...(side === 'to' && !isDeny ? [fc.constant({ toFQDNs: [{ matchPattern: '*.x.io' }] })] : []),
  ];
  const what = fc.oneof(
    { weight: 4, arbitrary: (isDeny ? denyPorts : allowPorts).map((toPorts): object => ({ toPorts })) },
    { weight: 4, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ icmps: [{ fields: [{ family: 'IPv4', type: 8 }] }] }) },
  );
  const authentication = fc.oneof(
    { weight: 8, arbitrary: fc.constant({}) },
    { weight: 1, arbitrary: fc.constant({ authentication: { mode: 'required' } }) },
  );
  return fc.tuple(fc.oneof(...peers), what, isDeny ? fc.constant({}) : authentication).map((parts) => merged(parts));
}

function direction(name: 'ingress' | 'egress'): fc.Arbitrary<object> {
  const side = name === 'ingress' ? 'from' : 'to';
  return fc.record(
    {
      [name]: fc.array(item(side, false), { maxLength: 3 }),
      [`${name}Deny`]: fc.array(item(side, true), { maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
}

const cilium = fc
  .tuple(
    selector,
    fc.oneof(
      direction('ingress'),
      direction('egress'),
      fc.tuple(direction('ingress'), direction('egress')).map((both) => merged(both)),
    ),
    fc.oneof(
      { weight: 5, arbitrary: fc.constant({}) },
      {
        weight: 2,
        arbitrary: fc.record({
          enableDefaultDeny: fc.record({ ingress: fc.boolean(), egress: fc.boolean() }, { requiredKeys: [] }),
        }),
      },
    ),
  )
  .map(([endpointSelector, rules, wish]): object => ({ endpointSelector, ...rules, ...wish }));

const plainSelector = fc.constantFrom<object>(
  {},
  { matchLabels: { app: 'db' } },
  { matchExpressions: [{ key: 'tier', operator: 'Exists' }] },
);
const plainPeer = fc.oneof(
  plainSelector.map((podSelector): object => ({ podSelector })),
  fc.constantFrom<object>(
    { namespaceSelector: {} },
    { namespaceSelector: { matchLabels: { team: 'red' } } },
    { ipBlock: { cidr: '10.0.0.0/8' } },
  ),
);
const plainRule = (side: string): fc.Arbitrary<object> =>
  fc.record({
    [side]: fc.array(plainPeer, { maxLength: 2 }),
    ports: fc.array(fc.constantFrom<object>({ port: 80, protocol: 'TCP' }, { port: 'http', protocol: 'TCP' }), {
      maxLength: 1,
    }),
  });
const plain = fc.record({
  podSelector: plainSelector,
  policyTypes: fc.subarray(['Ingress', 'Egress'], { minLength: 1 }),
  ingress: fc.array(plainRule('from'), { maxLength: 2 }),
  egress: fc.array(plainRule('to'), { maxLength: 2 }),
});

const policy: fc.Arbitrary<OraclePolicy> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('CNP' as const),
      namespace: fc.constantFrom(...NAMESPACES),
      specs: fc.array(cilium, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      kind: fc.constant('CCNP' as const),
      namespace: fc.constant(''),
      specs: fc.array(cilium, { minLength: 1, maxLength: 2 }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('NP' as const),
      namespace: fc.constantFrom(...NAMESPACES),
      specs: plain.map((spec) => [spec]),
    }),
  },
);

const switches = fc.record(
  {
    'policy-cidr-match-mode': fc.constant('nodes'),
    'policy-default-local-cluster': fc.constantFrom('true', 'false'),
    'enable-sctp': fc.constant('true'),
    'enable-non-default-deny-policies': fc.constant('false'),
  },
  { requiredKeys: [] },
);
const mode = fc.oneof(
  { weight: 9, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ 'enable-policy': 'always' }) },
);

/** Clusters with every kind of policy that Cilium enforces. */
export const randomCiliumCluster: fc.Arbitrary<RandomCiliumCluster> = fc
  .record({ pods, policies: fc.array(policy, { minLength: 1, maxLength: 4 }), switches, mode })
  .map(({ pods: chosen, policies, switches: set, mode: always }) => {
    const settings = { ...set, ...always } as Record<string, string>;
    const namespaces = { a: { team: 'red' }, b: {} };
    const seen = chosen.map(({ name, labels: own, account, port: containerPort, node: on }, index) => {
      const [ns = '', pod = ''] = name.split('/');
      const declared = [{ name: 'http', containerPort, protocol: 'TCP' }];
      const end: OraclePod = { kind: 'pod', namespace: ns, labels: own, account, ports: declared, node: on };
      const spec = { nodeName: on, serviceAccountName: account };
      return {
        name,
        end,
        object: podObject(ns, pod, own, { ip: `10.0.0.${String(index + 1)}`, ports: declared, spec }),
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
        ...Object.entries(namespaces).map(([name, own]) => namespace(name, own)),
        ...Object.entries(NODES).map(([name, ip]) => node(name, ip)),
        ...Object.entries(SERVICES).map(([name, { namespace: ns, selector: chosenBy }]) => ({
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name, namespace: ns },
          spec: { selector: chosenBy, ports: [{ port: 80 }] },
        })),
        config(settings),
        ...seen.map(({ object }) => object),
        ...hosts.map(({ object }) => object),
        ...policies.map(objectOf),
      ],
      world: { namespaces, nodes: NODES, services: SERVICES, config: settings, policies },
      ends: [...seen, ...hosts, ...addresses].map(({ name, end }) => ({ name, end })),
    };
  });

function objectOf({ kind, namespace: ns, specs }: OraclePolicy, index: number): object {
  const metadata = { name: `p${String(index)}`, ...(ns === '' ? {} : { namespace: ns }) };
  if (kind === 'NP')
    return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata, spec: specs[0] as object };
  const [first, ...rest] = specs as object[];
  const named = kind === 'CNP' ? 'CiliumNetworkPolicy' : 'CiliumClusterwideNetworkPolicy';
  return {
    apiVersion: 'cilium.io/v2',
    kind: named,
    metadata,
    spec: first,
    ...(rest.length === 0 ? {} : { specs: rest }),
  };
}

function merged(parts: readonly object[]): object {
  return parts.reduce((all, part) => ({ ...all, ...part }), {});
}
