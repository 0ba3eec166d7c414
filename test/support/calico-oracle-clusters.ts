import fc from 'fast-check';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type {
  OracleCluster,
  OracleEntity,
  OracleKubePolicy,
  OraclePod,
  OraclePolicy,
  OracleRule,
  OracleSet,
} from './calico-oracle.js';
import { selectors } from './calico-oracle-selector.js';
import { modelOf } from './network-model.js';

/** A cluster in the oracle's words and in the engine's. */
export interface RandomCalicoCluster {
  readonly cluster: OracleCluster;
  readonly model: NetworkModel;
}

/** Addresses outside the cluster worth asking about. */
export const OUTSIDE = [
  '203.0.113.5',
  '203.0.113.200',
  '198.51.100.1',
  '10.65.0.77',
  '2001:db8::5',
  '2001:db9::1',
] as const;
/** Ports worth asking about. */
export const PORTS = [79, 80, 443, 8080, 9000] as const;

const NETS = [
  '0.0.0.0/0',
  '::/0',
  '203.0.113.0/24',
  '203.0.113.128/25',
  '10.65.0.0/24',
  '10.65.0.2',
  '2001:db8::/32',
  'fd00::/8',
];
const APPS = ['web', 'db', 'cli'];
const NAMESPACES = ['a', 'b', 'c'];
const ACCOUNTS = ['default', 'robot'];

const app = fc.constantFrom(...APPS);
const namespace = fc.constantFrom(...NAMESPACES);
const podLabels = fc.record({ app, env: fc.constantFrom('prod', 'dev') }, { requiredKeys: [] });
const teamLabels = fc.record({ team: fc.constantFrom('one', 'two') }, { requiredKeys: [] });

const podSelector = selectors(
  ['app', 'env', 'pcns.team', 'projectcalico.org/namespace', 'projectcalico.org/serviceaccount'],
  [...APPS, 'prod', 'one', 'a', 'robot'],
  true,
);
const namespaceSelector = selectors(
  ['team', 'projectcalico.org/name', 'kubernetes.io/metadata.name'],
  ['one', 'two', 'a', 'b'],
);
const accountSelector = selectors(['trust', 'projectcalico.org/name'], ['high', 'robot', 'default']);

const port = fc.oneof(
  fc.constantFrom<number | string>(...PORTS),
  fc.constantFrom<number | string>('80:443', '1:79', 'http', 'alt'),
);
const portList = fc.uniqueArray(port, { minLength: 1, maxLength: 2 });
const nets = fc.uniqueArray(fc.constantFrom(...NETS), { minLength: 1, maxLength: 2 });

const farEnd: fc.Arbitrary<OracleEntity> = fc.oneof(
  { weight: 4, arbitrary: fc.constant<OracleEntity>({}) },
  {
    weight: 6,
    arbitrary: fc
      .record<OracleEntity>(
        {
          selector: podSelector,
          notSelector: podSelector,
          namespaceSelector: fc.oneof(namespaceSelector, fc.constantFrom<'all' | 'global'>('all', 'global')),
          accounts: fc.record(
            {
              names: fc.uniqueArray(fc.constantFrom(...ACCOUNTS), { minLength: 1, maxLength: 2 }),
              selector: accountSelector,
            },
            { requiredKeys: ['names'] },
          ),
        },
        { requiredKeys: [] },
      )
      .map((entity) => ({ ...entity })),
  },
  { weight: 2, arbitrary: fc.record<OracleEntity>({ nets, notNets: nets }, { requiredKeys: [] }) },
  {
    weight: 1,
    arbitrary: fc.record<OracleEntity>({ selector: podSelector, nets, notSelector: podSelector }, { requiredKeys: [] }),
  },
);

const nearEnd: fc.Arbitrary<OracleEntity> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<OracleEntity>({}) },
  {
    weight: 1,
    arbitrary: fc.record<OracleEntity>({ selector: podSelector, notSelector: podSelector, nets }, { requiredKeys: [] }),
  },
);

const protocols = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 8, arbitrary: fc.record({ protocol: fc.constantFrom(6, 6, 17) }) },
  { weight: 1, arbitrary: fc.record({ notProtocol: fc.constantFrom(6, 17) }) },
  { weight: 1, arbitrary: fc.record({ protocol: fc.constant(1) }) },
);

interface Dice {
  readonly isBeyond: boolean;
  readonly isBroken: boolean;
}

function rules(direction: 'ingress' | 'egress'): fc.Arbitrary<OracleRule> {
  return fc
    .record({
      action: fc.constantFrom('Allow', 'Allow', 'Allow', 'Deny', 'Deny', 'Pass', 'Log'),
      ipVersion: fc.option(fc.constantFrom(4 as const, 6 as const), { freq: 12 }),
      protocols,
      far: farEnd,
      near: nearEnd,
      ports: fc.option(portList, { freq: 2 }),
      notPorts: fc.option(portList, { freq: 6 }),
      service: fc.option(fc.record({ namespace: fc.constant('a'), name: fc.constantFrom('shop', 'none') }), {
        freq: 10,
      }),
      dice: fc.record<Dice>({
        isBeyond: fc.nat(14).map((n) => n === 0),
        isBroken: fc.nat(40).map((n) => n === 0),
      }),
      sourcePorts: portList,
      isGet: fc.boolean(),
    })
    .map((parts): OracleRule => {
      const { action, ipVersion, service, dice } = parts;
      const isPortful = 'protocol' in parts.protocols && parts.protocols.protocol !== 1;
      const own = isPortful && parts.ports !== null ? { ports: parts.ports } : {};
      const not = isPortful && parts.notPorts !== null ? { notPorts: parts.notPorts } : {};
      const isByService = service !== null;
      const far: OracleEntity = isByService ? { service } : parts.far;
      const [source, plain] = direction === 'ingress' ? [far, parts.near] : [parts.near, far];
      const takesPorts = !(isByService && direction === 'egress');
      return {
        action: dice.isBroken ? 'Reject' : action,
        ...(ipVersion === null ? {} : { ipVersion }),
        ...parts.protocols,
        source:
          dice.isBeyond && isPortful && !(isByService && direction === 'ingress')
            ? { ...source, ports: parts.sourcePorts }
            : source,
        destination: takesPorts ? { ...plain, ...own, ...not } : plain,
        ...(dice.isBeyond && !isPortful && action === 'Allow' && parts.isGet ? { http: true } : {}),
      };
    });
}

const tierName = fc.constantFrom('default', 'default', 'default', 'sec', 'ops', 'kube-admin', 'kube-baseline');

const policy: fc.Arbitrary<OraclePolicy> = fc
  .record({
    isGlobal: fc.boolean(),
    namespace,
    name: fc.constantFrom('x', 'y', 'z'),
    stored: fc.boolean(),
    tier: tierName,
    order: fc.constantFrom(null, 10, 500, 999, 2_000),
    selector: fc.option(podSelector, { freq: 1 }),
    namespaceSelector: fc.option(fc.oneof(namespaceSelector, fc.constant('all' as const)), { freq: 3 }),
    accountSelector: fc.option(accountSelector, { freq: 6 }),
    types: fc.constantFrom(null, ['Ingress'], ['Egress'], ['Ingress', 'Egress']),
    ingress: fc.array(rules('ingress'), { maxLength: 3 }),
    egress: fc.array(rules('egress'), { maxLength: 3 }),
  })
  .map((parts): OraclePolicy => ({
    namespace: parts.isGlobal ? null : parts.namespace,
    name: parts.name,
    stored: parts.stored,
    tier: parts.tier,
    order: parts.order,
    ...(parts.selector === null ? {} : { selector: parts.selector }),
    ...(parts.isGlobal && parts.namespaceSelector !== null ? { namespaceSelector: parts.namespaceSelector } : {}),
    ...(parts.accountSelector === null ? {} : { accountSelector: parts.accountSelector }),
    types: parts.types,
    ingress: parts.ingress,
    egress: parts.egress,
  }));

const pod = fc.record({
  namespace,
  labels: podLabels,
  serviceAccount: fc.constantFrom(...ACCOUNTS),
  isNew: fc.nat(5).map((n) => n === 0),
  ports: fc.uniqueArray(
    fc.record({
      name: fc.constantFrom('http', 'alt'),
      protocol: fc.constantFrom('TCP', 'UDP'),
      port: fc.constantFrom(...PORTS),
    }),
    { maxLength: 2, selector: ({ name, protocol }) => `${name} ${protocol}` },
  ),
});

const set: fc.Arbitrary<OracleSet> = fc.record({
  namespace: fc.option(namespace),
  labels: podLabels,
  nets,
});

const kube: fc.Arbitrary<OracleKubePolicy> = fc.record({
  namespace,
  app: fc.option(app),
  direction: fc.constantFrom('ingress' as const, 'egress' as const),
  fromApp: fc.option(app),
  port: fc.option(fc.constantFrom(...PORTS)),
});

/** Random clusters mixing Calico's policies, tiers and sets with Kubernetes NetworkPolicies. */
export const randomCalicoCluster: fc.Arbitrary<RandomCalicoCluster> = fc
  .record({
    namespaces: fc.tuple(teamLabels, teamLabels, teamLabels),
    trust: fc.boolean(),
    pods: fc.array(pod, { minLength: 2, maxLength: 5 }),
    sets: fc.array(set, { maxLength: 2 }),
    tiers: fc.tuple(
      fc.constantFrom(null, 50, 1_000, 500_000, 2_000_000, 20_000_000),
      fc.constantFrom(null, 50, 1_000, 500_000, 2_000_000, 20_000_000),
      fc.constantFrom(null, 'Deny' as const, 'Pass' as const),
      fc.constantFrom(null, 'Deny' as const, 'Pass' as const),
    ),
    policies: fc.uniqueArray(policy, {
      minLength: 1,
      maxLength: 5,
      selector: ({ namespace: own, name, stored }) => `${own ?? ''}/${name}/${String(stored)}`,
    }),
    kube: fc.array(kube, { maxLength: 3 }),
  })
  .map((parts): RandomCalicoCluster => {
    const cluster: OracleCluster = {
      namespaces: new Map(NAMESPACES.map((name, index) => [name, parts.namespaces[index] ?? {}])),
      accounts: parts.trust ? [{ namespace: 'a', name: 'robot', labels: { trust: 'high' } }] : [],
      pods: parts.pods.map((own, index): OraclePod => ({
        namespace: own.namespace,
        name: `p${String(index)}`,
        labels: { ...own.labels, index: String(index) },
        serviceAccount: own.serviceAccount,
        ip: own.isNew ? `fd00::${String(index + 1)}` : `10.65.0.${String(index + 1)}`,
        ports: own.ports,
      })),
      sets: parts.sets,
      services: [{ namespace: 'a', name: 'shop', app: 'web', port: 8080 }],
      tiers: [
        { name: 'sec', order: parts.tiers[0], action: parts.tiers[2] },
        { name: 'ops', order: parts.tiers[1], action: parts.tiers[3] },
      ],
      policies: parts.policies,
      kube: parts.kube,
    };
    const model = modelOf(objectsOf(cluster));
    return {
      cluster,
      model: { ...model, cni: { profile: 'calico', enforced: 'yes', evidence: 'drawn at random', assumed: false } },
    };
  });

function objectsOf(cluster: OracleCluster): object[] {
  const api = 'projectcalico.org/v3';
  return [
    ...[...cluster.namespaces].map(([name, labels]) => ({
      apiVersion: 'v1',
      kind: 'Namespace',
      metadata: { name, labels },
    })),
    ...cluster.accounts.map(({ labels, ...metadata }) => ({
      apiVersion: 'v1',
      kind: 'ServiceAccount',
      metadata: { ...metadata, labels },
    })),
    ...cluster.pods.map(({ namespace: own, name, labels, serviceAccount, ip, ports }) => ({
      apiVersion: 'v1',
      kind: 'Pod',
      metadata: { namespace: own, name, labels },
      spec: {
        serviceAccountName: serviceAccount,
        containers: [
          {
            name: 'c',
            image: 'i',
            ports: ports.map((entry) => ({ name: entry.name, protocol: entry.protocol, containerPort: entry.port })),
          },
        ],
      },
      status: { phase: 'Running', podIPs: [{ ip }] },
    })),
    ...cluster.services.map(({ namespace: own, name, app: wanted, port: target }) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { namespace: own, name },
      spec: { selector: { app: wanted }, ports: [{ port: 1, targetPort: target }] },
    })),
    ...cluster.sets.map(({ namespace: own, labels, nets: list }, index) => ({
      apiVersion: api,
      kind: own === null ? 'GlobalNetworkSet' : 'NetworkSet',
      metadata: { name: `s${String(index)}`, labels, ...(own === null ? {} : { namespace: own }) },
      spec: { nets: list },
    })),
    ...cluster.tiers.map(({ name, order, action }) => ({
      apiVersion: api,
      kind: 'Tier',
      metadata: { name },
      spec: { ...(order === null ? {} : { order }), ...(action === null ? {} : { defaultAction: action }) },
    })),
    ...cluster.policies.map(policyObject),
    ...cluster.kube.map(kubeObject),
  ];
}

function policyObject(own: OraclePolicy): object {
  const { namespace: home, name, stored, tier, order, types } = own;
  return {
    apiVersion: stored ? 'crd.projectcalico.org/v1' : 'projectcalico.org/v3',
    kind: home === null ? 'GlobalNetworkPolicy' : 'NetworkPolicy',
    metadata: {
      name: stored && tier === 'default' ? `default.${name}` : name,
      ...(home === null ? {} : { namespace: home }),
    },
    spec: {
      tier,
      ...(order === null ? {} : { order }),
      ...(own.selector === undefined ? {} : { selector: own.selector.text }),
      ...(own.namespaceSelector === undefined ? {} : { namespaceSelector: scopeText(own.namespaceSelector) }),
      ...(own.accountSelector === undefined ? {} : { serviceAccountSelector: own.accountSelector.text }),
      ...(types === null ? {} : { types }),
      ingress: own.ingress.map(ruleObject),
      egress: own.egress.map(ruleObject),
    },
  };
}

function scopeText(scope: NonNullable<OracleEntity['namespaceSelector']>): string {
  return typeof scope === 'string' ? `${scope}()` : scope.text;
}

const PROTOCOL_NAMES: Readonly<Record<number, string | number>> = { 1: 'ICMP', 6: 'TCP', 17: 17 };

function ruleObject({ action, ipVersion, protocol, notProtocol, http, source, destination }: OracleRule): object {
  return {
    action,
    ...(ipVersion === undefined ? {} : { ipVersion }),
    ...(protocol === undefined ? {} : { protocol: PROTOCOL_NAMES[protocol] }),
    ...(notProtocol === undefined ? {} : { notProtocol: PROTOCOL_NAMES[notProtocol] }),
    ...(http === true ? { http: { methods: ['GET'] } } : {}),
    source: entityObject(source),
    destination: entityObject(destination),
  };
}

function entityObject({
  selector,
  notSelector,
  namespaceSelector: scope,
  accounts,
  service,
  ...plain
}: OracleEntity): object {
  return {
    ...plain,
    ...(selector === undefined ? {} : { selector: selector.text }),
    ...(notSelector === undefined ? {} : { notSelector: notSelector.text }),
    ...(scope === undefined ? {} : { namespaceSelector: scopeText(scope) }),
    ...(accounts === undefined
      ? {}
      : {
          serviceAccounts: {
            names: accounts.names,
            ...(accounts.selector === undefined ? {} : { selector: accounts.selector.text }),
          },
        }),
    ...(service === undefined ? {} : { services: service }),
  };
}

function kubeObject(
  { namespace: home, app: own, direction, fromApp, port: only }: OracleKubePolicy,
  index: number,
): object {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `k${String(index)}`, namespace: home },
    spec: {
      podSelector: own === null ? {} : { matchLabels: { app: own } },
      policyTypes: [direction === 'ingress' ? 'Ingress' : 'Egress'],
      [direction]: [
        {
          ...(fromApp === null
            ? {}
            : { [direction === 'ingress' ? 'from' : 'to']: [{ podSelector: { matchLabels: { app: fromApp } } }] }),
          ...(only === null ? {} : { ports: [{ protocol: 'TCP', port: only }] }),
        },
      ],
    },
  };
}
