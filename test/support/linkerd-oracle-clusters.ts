import fc from 'fast-check';
import type {
  OracleAuthorization,
  OracleBlock,
  OracleCluster,
  OraclePod,
  OraclePolicy,
  OracleRef,
  OracleRoute,
  OracleServer,
} from './linkerd-oracle.js';
import { config as configMap, meshObject, server as serverObject, stamped } from './linkerd-objects.js';

const NAMESPACES = ['a', 'b'] as const;
const ACCOUNTS = ['web', 'cli'] as const;
const IPS = ['10.0.0.1', '10.0.0.2', '10.0.0.3', '10.7.0.1', '192.168.3.3', '203.0.113.7'] as const;
const DEFAULTS = [
  'all-unauthenticated',
  'all-authenticated',
  'cluster-authenticated',
  'cluster-unauthenticated',
  'deny',
  'audit',
  'sometimes',
] as const;
const CIDRS = ['10.0.0.0/8', '10.0.0.0/24', '192.168.0.0/16', '203.0.113.0/24', '10.0.0.3/32'] as const; // prettier-ignore

/** TCP ports worth asking about. */
export const LINKERD_PORTS = [80, 4191, 4567, 8080, 8090, 9090] as const;
/** Clients that are no pods. */
export const OUTSIDE_CLIENTS = ['10.9.9.9', '198.51.100.1'] as const;

const portList = fc.uniqueArray(fc.constantFrom(80, 8080, 9090), { minLength: 1, maxLength: 2 });
const sometimes = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(value, { nil: undefined, freq: 3 });

const pod = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  account: fc.constantFrom(...ACCOUNTS),
  app: fc.constantFrom('x', 'y'),
  ip: fc.constantFrom(...IPS),
  proxy: fc.constantFrom<OraclePod['proxy']>('yes', 'yes', 'yes', 'yes', 'no', 'maybe'),
  ports: fc.constantFrom<OraclePod['ports']>([], [{ name: 'http', port: 8080 }], [{ name: 'http', port: 8090 }, { name: 'admin', port: 9090 }]),
  defaultPolicy: sometimes(fc.constantFrom(...DEFAULTS)),
  skipInbound: sometimes(portList),
  skipOutbound: sometimes(portList),
  skipSubnets: sometimes(fc.constantFrom<readonly string[]>(['10.0.0.0/24'], ['192.168.0.0/16', '10.0.0.3/32'])),
  needsIdentity: sometimes(portList),
}); // prettier-ignore

const server = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  app: fc.constantFrom(null, 'x', 'y'),
  port: fc.constantFrom<number | string>(8080, 8090, 9090, 'http', 'admin'),
  tier: fc.constantFrom('t1', 't2'),
  opaque: fc.boolean(),
  accessPolicy: sometimes(fc.constantFrom(...DEFAULTS)),
  born: fc.nat(2),
});

const block: fc.Arbitrary<OracleBlock> = fc.record({
  cidr: fc.constantFrom(...CIDRS),
  except: fc.uniqueArray(fc.constantFrom('10.0.0.3/32', '10.0.0.2/31'), { maxLength: 1 }),
});
const identity = fc.constantFrom(
  '*',
  '*.a.serviceaccount.identity.linkerd.cluster.local',
  'web.a.serviceaccount.identity.linkerd.cluster.local',
  'cli.b.serviceaccount.identity.linkerd.cluster.local',
  'cli.b.serviceaccount.identity.linkerd.other.local',
);
const NAMES = ['s0', 's1', 's2'] as const;
const ref = fc.oneof(
  fc.record({ kind: fc.constant('mesh' as const), name: fc.constantFrom('m0', 'm1', 'missing') }),
  fc.record({ kind: fc.constant('network' as const), name: fc.constantFrom('n0', 'n1', 'missing') }),
  fc.record({ kind: fc.constant('account' as const), name: fc.constantFrom(...ACCOUNTS) }),
);
const policy: fc.Arbitrary<OraclePolicy> = fc
  .record({
    namespace: fc.constantFrom(...NAMESPACES),
    kind: fc.constantFrom('server', 'server', 'route', 'namespace'),
    name: fc.constantFrom(...NAMES),
    route: fc.constantFrom('r0', 'r1'),
    refs: fc.array(ref, { maxLength: 2 }),
  })
  .map(({ namespace, kind, name, route, refs }): OraclePolicy => ({
    namespace,
    target: kind === 'namespace' ? { kind, name: namespace } : kind === 'route' ? { kind, name: route } : { kind: 'server', name },
    refs,
  })); // prettier-ignore
const authorization: fc.Arbitrary<OracleAuthorization> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  server: fc.constantFrom<OracleAuthorization['server']>({ name: 's0' }, { name: 's1' }, { tier: 't1' }),
  networks: fc.option(fc.array(block, { minLength: 1, maxLength: 2 }), { freq: 3 }),
  client: fc.oneof(
    fc.constant('unauthenticated' as const),
    fc.record({
      identities: fc.array(identity, { minLength: 1, maxLength: 2 }),
      accounts: fc.uniqueArray(fc.constantFrom(...ACCOUNTS), { maxLength: 1 }),
    }),
  ),
});
const route: fc.Arbitrary<Omit<OracleRoute, 'name'>> = fc.record({
  namespace: fc.constantFrom(...NAMESPACES),
  servers: fc.uniqueArray(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 2 }),
  path: fc.constantFrom('/a', '/b', null),
});
const dictionary = <T>(names: readonly string[], value: fc.Arbitrary<T>): fc.Arbitrary<ReadonlyMap<string, T>> =>
  fc
    .uniqueArray(fc.tuple(fc.constantFrom(...NAMESPACES), fc.constantFrom(...names), value), {
      selector: ([namespace, name]) => `${namespace}/${name}`,
      maxLength: 3,
    })
    .map((entries) => new Map(entries.map(([namespace, name, item]) => [`${namespace}/${name}`, item])));

/** Clusters small enough to ask about every pair, with everything odd a policy can hold. */
export const linkerdCluster: fc.Arbitrary<OracleCluster> = fc
  .record({
    pods: fc.array(pod, { minLength: 2, maxLength: 4 }),
    servers: fc.array(server, { maxLength: 3 }),
    isAged: fc.boolean(),
    policies: fc.array(policy, { maxLength: 3 }),
    authorizations: fc.array(authorization, { maxLength: 2 }),
    routes: fc.array(route, { maxLength: 2 }),
    meshTls: dictionary(['m0', 'm1'], fc.array(identity, { minLength: 1, maxLength: 2 })),
    networks: dictionary(['n0', 'n1'], fc.array(block, { minLength: 1, maxLength: 2 })),
    config: fc.record({
      defaultPolicy: fc.constantFrom(...DEFAULTS.slice(0, 6)),
      clusterNetworks: fc.constantFrom<readonly string[]>(['10.0.0.0/8', '192.168.0.0/16'], ['10.0.0.0/24']),
      ignoreInbound: fc.constantFrom<readonly number[]>([4567], [4567, 8090], [9999]),
      ignoreOutbound: fc.constantFrom<readonly number[]>([4567], [8080]),
      skipSubnets: fc.constantFrom<readonly string[]>([], [], ['203.0.113.0/24']),
    }),
  })
  .map(({ pods, servers, isAged, routes, ...rest }) => ({
    ...rest,
    pods: pods.map((own, index) => compact({ ...own, name: `p${String(index)}` })),
    servers: servers.map(({ born, ...own }, index): OracleServer => compact({ ...own, name: `s${String(index)}`, born: isAged ? born : undefined })),
    routes: routes.map((own, index): OracleRoute => ({ ...own, name: `r${String(index)}` })),
  })); // prettier-ignore

function compact<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as { [K in keyof T]: Exclude<T[K], undefined> }; // prettier-ignore
}

/** The cluster as Kubernetes objects. */
export function linkerdObjects(cluster: OracleCluster): readonly object[] {
  const { config } = cluster;
  const target = (kind: string, name: string, group = 'policy.linkerd.io') => ({ group, kind, name });
  const refObject = (own: OracleRef) =>
    own.kind === 'mesh' ? target('MeshTLSAuthentication', own.name) : own.kind === 'network' ? target('NetworkAuthentication', own.name) : target('ServiceAccount', own.name, ''); // prettier-ignore
  const targetObject = ({ kind, name }: OraclePolicy['target']) =>
    kind === 'server' ? target('Server', name) : kind === 'route' ? target('HTTPRoute', name) : target('Namespace', name, ''); // prettier-ignore
  return [
    configMap({
      defaultInboundPolicy: config.defaultPolicy,
      clusterNetworks: config.clusterNetworks.join(','),
      ignoreInboundPorts: config.ignoreInbound.join(','),
      ignoreOutboundPorts: config.ignoreOutbound.join(','),
      skipSubnets: config.skipSubnets.join(','),
    }),
    ...cluster.pods.map(podOf),
    ...cluster.servers.map((own) => {
      const podSelector = own.app === null ? {} : { matchLabels: { app: own.app } };
      const access = own.accessPolicy === undefined ? {} : { accessPolicy: own.accessPolicy };
      const proxyProtocol = own.opaque ? 'opaque' : 'HTTP/1';
      const object = serverObject(own.namespace, own.name, { podSelector, port: own.port, proxyProtocol, ...access }, { tier: own.tier }); // prettier-ignore
      return own.born === undefined ? object : stamped(object, `2026-01-0${String(own.born + 1)}T00:00:00Z`);
    }),
    ...cluster.policies.map((own, index) =>
      meshObject('AuthorizationPolicy', own.namespace, `ap${String(index)}`, {
        targetRef: targetObject(own.target),
        requiredAuthenticationRefs: own.refs.map(refObject),
      }),
    ),
    ...cluster.authorizations.map((own, index) =>
      meshObject('ServerAuthorization', own.namespace, `sa${String(index)}`, {
        server: 'name' in own.server ? own.server : { selector: { matchLabels: own.server } },
        client: {
          ...(own.networks === null ? {} : { networks: own.networks }),
          ...(own.client === 'unauthenticated'
            ? { unauthenticated: true }
            : { meshTLS: { identities: own.client.identities, serviceAccounts: own.client.accounts.map((name) => ({ name })) } }),
        },
      }, 'v1beta1'),
    ),
    ...cluster.routes.map((own) =>
      meshObject('HTTPRoute', own.namespace, own.name, {
        parentRefs: own.servers.map((name) => target('Server', name)),
        rules: own.path === null ? [{}] : [{ matches: [{ path: { type: 'Exact', value: own.path } }] }],
      }, 'v1beta3'),
    ),
    ...[...cluster.meshTls].map(([key, identities]) => meshObject('MeshTLSAuthentication', key.slice(0, 1), key.slice(2), { identities })),
    ...[...cluster.networks].map(([key, networks]) => meshObject('NetworkAuthentication', key.slice(0, 1), key.slice(2), { networks })),
  ];
} // prettier-ignore

/** A running pod; one that may have a proxy is a workload the injector has not met yet, with a port that makes it unsure. */
function podOf(own: OraclePod): object {
  const isPlanned = own.proxy === 'maybe';
  const prefix = 'config.linkerd.io/';
  const annotations = compact({
    'linkerd.io/inject': isPlanned ? 'enabled' : undefined,
    [`${prefix}default-inbound-policy`]: own.defaultPolicy,
    [`${prefix}skip-inbound-ports`]: own.skipInbound?.join(','),
    [`${prefix}skip-outbound-ports`]: own.skipOutbound?.join(','),
    [`${prefix}skip-subnets`]: own.skipSubnets?.join(','),
    [`${prefix}proxy-require-identity-inbound-ports`]: own.needsIdentity?.join(','),
  });
  const metadata = { name: own.name, namespace: own.namespace, labels: { app: own.app, pod: own.name }, annotations };
  const ports = own.ports.map(({ name, port }) => ({ name, containerPort: port, protocol: 'TCP' }));
  const udp = isPlanned ? [{ containerPort: 53, protocol: 'UDP' }] : [];
  const proxies = own.proxy === 'yes' ? [{ name: 'linkerd-proxy', image: 'p' }] : [];
  const spec = { serviceAccountName: own.account, containers: [{ name: 'm', image: 'i', ports: [...ports, ...udp] }, ...proxies] }; // prettier-ignore
  if (!isPlanned) return { apiVersion: 'v1', kind: 'Pod', metadata, spec, status: { phase: 'Running', podIPs: [{ ip: own.ip }] } }; // prettier-ignore
  return { apiVersion: 'apps/v1', kind: 'Deployment', metadata: { name: own.name, namespace: own.namespace }, spec: { template: { metadata, spec } } }; // prettier-ignore
}
