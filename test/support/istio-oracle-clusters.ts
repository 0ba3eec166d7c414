import fc from 'fast-check';
import { authentication, authorization, meshNamespace, meshPod, meshService } from './istio-objects.js';

/** A pod of a random cluster, in plain words; the objects are rendered from them. */
export interface OraclePod {
  readonly namespace: 'a' | 'b';
  readonly name: string;
  readonly account: 's' | 't';
  readonly mode: 'sidecar' | 'ambient' | 'none';
  readonly ip: string;
  readonly excludesInbound: boolean;
  readonly excludesOutbound: boolean;
  /** What its Service says port 80 and port 90 carry; undefined where no Service names them. */
  readonly declared: Readonly<Record<80 | 90, 'http' | 'tcp' | undefined>>;
}

/** The port that `excludesInbound` and `excludesOutbound` speak of. */
export const EXCLUDED_PORT = 90;
/** Ports that packets use. */
export const ORACLE_PORTS = [80, 90, 100, 15_008] as const;
/** Addresses outside the cluster that packets come from. */
export const ORACLE_OUTSIDE = ['198.51.100.1', '203.0.113.7'] as const;

/** An AuthorizationPolicy of a random cluster. */
export interface OraclePolicy {
  readonly namespace: 'a' | 'b' | 'istio-system';
  readonly action: 'ALLOW' | 'DENY' | 'CUSTOM' | 'AUDIT';
  readonly account: 's' | undefined;
  readonly dryRun: boolean;
  readonly targeted: boolean;
  readonly rules: readonly OracleRule[];
}

/** One rule, as the API writes it. */
export interface OracleRule {
  readonly from?: readonly { readonly source: Readonly<Record<string, readonly string[]>> }[];
  readonly to?: readonly { readonly operation: Readonly<Record<string, readonly string[]>> }[];
  readonly when?: readonly {
    readonly key: string;
    readonly values?: readonly string[];
    readonly notValues?: readonly string[];
  }[];
}

/** A PeerAuthentication of a random cluster; `age` orders creation. */
export interface OracleAuthentication {
  readonly namespace: 'a' | 'b' | 'istio-system';
  readonly account: 's' | undefined;
  readonly mode: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | 'UNSET';
  readonly port90: 'STRICT' | 'PERMISSIVE' | 'DISABLE' | undefined;
  readonly age: number;
}

/** A NetworkPolicy on the pods of one namespace: everyone may use these TCP ports, and UDP. */
export interface OracleNetworkPolicy {
  readonly namespace: 'a' | 'b';
  readonly ports: readonly number[];
}

/** A random cluster in plain words. */
export interface OracleCluster {
  readonly pods: readonly OraclePod[];
  readonly policies: readonly OraclePolicy[];
  readonly authentications: readonly OracleAuthentication[];
  readonly networkPolicies: readonly OracleNetworkPolicy[];
}

const pod = fc.record({
  namespace: fc.constantFrom('a' as const, 'b' as const),
  account: fc.constantFrom('s' as const, 't' as const),
  mode: fc.constantFrom('sidecar' as const, 'sidecar' as const, 'ambient' as const, 'none' as const),
  excludesInbound: fc.boolean(),
  excludesOutbound: fc.boolean(),
  declared: fc.record({
    80: fc.constantFrom('http' as const, undefined),
    90: fc.constantFrom('tcp' as const, undefined),
  }),
});

const principals = fc.constantFrom(
  '*',
  'cluster.local/ns/a/sa/s',
  'cluster.local/ns/b/*',
  '*/sa/t',
  'other/ns/a/sa/s',
  'td1/ns/a/sa/*',
);
const namespaces = fc.constantFrom('a', 'b', '*', 'istio-*');
const accounts = fc.constantFrom('s', 'a/s', 'b/t');
const blocks = fc.constantFrom('10.0.0.0/31', '198.51.100.0/24', '10.0.0.2');
const some = (value: fc.Arbitrary<string>): fc.Arbitrary<string[]> =>
  fc.uniqueArray(value, { minLength: 0, maxLength: 2 });

/** A record of a few random lists. */
function fieldsOf(
  fields: Readonly<Record<string, fc.Arbitrary<string>>>,
  extra: Readonly<Record<string, fc.Arbitrary<string>>>,
): fc.Arbitrary<Record<string, string[]>> {
  const all = { ...fields, ...extra };
  return fc
    .uniqueArray(fc.constantFrom(...Object.keys(all)), { minLength: 1, maxLength: 2 })
    .chain((keys) => fc.record(Object.fromEntries(keys.map((key) => [key, some(all[key] ?? namespaces)]))));
}

const SOURCE = {
  principals,
  notPrincipals: principals,
  namespaces,
  notNamespaces: namespaces,
  serviceAccounts: accounts,
  notServiceAccounts: accounts,
  ipBlocks: blocks,
  notIpBlocks: blocks,
};
const PORT = fc.constantFrom('80', '90', '100');
const OPERATION = { ports: PORT, notPorts: PORT };
const HTTP_SOURCE = { requestPrincipals: fc.constantFrom('*', 'issuer/me') };
const HTTP_OPERATION = { methods: fc.constantFrom('GET', 'POST'), paths: fc.constantFrom('/a', '/b*') };

const plainConditions = fc.constantFrom(
  { key: 'source.namespace', values: ['a'] },
  { key: 'source.principal', notValues: ['cluster.local/ns/b/sa/t'] },
  { key: 'destination.port', values: ['80', '90'] },
  { key: 'destination.ip', notValues: ['10.0.0.1'] },
  { key: 'source.ip', values: ['10.0.0.0/30'] },
  { key: 'source.unknown', values: ['x'] },
);
const httpConditions = fc.constantFrom(
  { key: 'request.headers[x]', values: ['1'] },
  { key: 'request.auth.claims[iss]', values: ['me'] },
);

function rule(http: boolean): fc.Arbitrary<OracleRule> {
  const source = fieldsOf(SOURCE, http ? HTTP_SOURCE : {}).map((own) => ({ source: own }));
  const operation = fieldsOf(OPERATION, http ? HTTP_OPERATION : {}).map((own) => ({ operation: own }));
  const condition = http ? fc.oneof(plainConditions, httpConditions) : plainConditions;
  return fc.record(
    {
      from: fc.array(source, { minLength: 1, maxLength: 2 }),
      to: fc.array(operation, { minLength: 1, maxLength: 2 }),
      when: fc.array(condition, { minLength: 1, maxLength: 2 }),
    },
    { requiredKeys: [] },
  );
}

function policy(http: boolean): fc.Arbitrary<OraclePolicy> {
  return fc.record({
    namespace: fc.constantFrom('a' as const, 'a' as const, 'b' as const, 'istio-system' as const),
    action: fc.constantFrom(
      ...(http ? (['ALLOW', 'DENY', 'CUSTOM', 'AUDIT'] as const) : (['ALLOW', 'ALLOW', 'DENY', 'AUDIT'] as const)),
    ),
    account: fc.constantFrom('s' as const, undefined),
    dryRun: fc.constantFrom(false, false, false, true),
    targeted: fc.constantFrom(false, false, false, false, true),
    rules: fc.array(rule(http), { maxLength: 2 }),
  });
}

const peerAuthentication = fc.record({
  namespace: fc.constantFrom('a' as const, 'b' as const, 'istio-system' as const),
  account: fc.constantFrom('s' as const, undefined),
  mode: fc.constantFrom('STRICT' as const, 'PERMISSIVE' as const, 'DISABLE' as const, 'UNSET' as const),
  port90: fc.constantFrom('STRICT' as const, 'PERMISSIVE' as const, 'DISABLE' as const, undefined),
  age: fc.integer({ min: 1, max: 9 }),
});

const networkPolicy = fc.record({
  namespace: fc.constantFrom('a' as const, 'b' as const),
  ports: fc.uniqueArray(fc.constantFrom(80, 100, 15_008), { maxLength: 2 }),
});

/**
 * A random cluster: `plain` has no rule that looks into requests, `one` at most a single policy that may, `many` any
 * number.
 */
export function istioCluster(kind: 'plain' | 'one' | 'many'): fc.Arbitrary<OracleCluster> {
  const most = fc.array(policy(kind === 'many'), { maxLength: 3 });
  return fc
    .record({
      pods: fc.array(pod, { minLength: 2, maxLength: 4 }),
      policies: kind === 'one' ? fc.tuple(policy(true), most).map(([first, rest]) => [first, ...rest]) : most,
      authentications: fc.uniqueArray(peerAuthentication, { maxLength: 3, selector: ({ age }) => age }),
      networkPolicies: fc.array(networkPolicy, { maxLength: 1 }),
    })
    .map((cluster) => ({
      ...cluster,
      pods: cluster.pods.map((own, index) => ({ ...own, name: `p${String(index)}`, ip: `10.0.0.${String(index)}` })),
    }));
}

/** The Kubernetes objects of a cluster. */
export function objectsOf({ pods, policies, authentications, networkPolicies }: OracleCluster): object[] {
  return [
    ...['a', 'b', 'istio-system'].map((name) => meshNamespace(name)),
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: { name: 'istio', namespace: 'istio-system' },
      data: { trustDomain: 'td1' },
    },
    ...pods.flatMap(podObjects),
    ...policies.map((own, index) => authorizationObject(own, `ap${String(index)}`)),
    ...authentications.map((own, index) =>
      authentication(
        own.namespace,
        {
          ...(own.account === undefined ? {} : { selector: { matchLabels: { account: own.account } } }),
          mtls: { mode: own.mode },
          ...(own.port90 === undefined ? {} : { portLevelMtls: { '90': { mode: own.port90 } } }),
        },
        { name: `pa${String(index)}`, creationTimestamp: `2026-01-0${String(own.age)}T00:00:00Z` },
      ),
    ),
    ...networkPolicies.map(({ namespace, ports }, index) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: { name: `np${String(index)}`, namespace },
      spec: { podSelector: {}, ingress: [{ ports: [...ports.map((port) => ({ port })), { protocol: 'UDP' }] }] },
    })),
  ];
}

function podObjects(own: OraclePod): object[] {
  const { namespace, name, account, mode, ip, declared } = own;
  const ports = ([80, 90] as const).flatMap((port) =>
    declared[port] === undefined ? [] : [{ name: declared[port], port }],
  );
  return [
    meshPod(namespace, name, mode, {
      ip,
      labels: { account },
      annotations: {
        ...(own.excludesInbound ? { 'traffic.sidecar.istio.io/excludeInboundPorts': String(EXCLUDED_PORT) } : {}),
        ...(own.excludesOutbound ? { 'traffic.sidecar.istio.io/excludeOutboundPorts': String(EXCLUDED_PORT) } : {}),
      },
      spec: { serviceAccountName: account },
    }),
    ...(ports.length === 0 ? [] : [meshService(namespace, name, ports)]),
  ];
}

function authorizationObject(own: OraclePolicy, name: string): object {
  const { namespace, action, account, dryRun, targeted, rules } = own;
  return authorization(
    namespace,
    {
      action,
      ...(account === undefined ? {} : { selector: { matchLabels: { account } } }),
      ...(targeted ? { targetRefs: [{ kind: 'Service', group: '', name: 'p0' }] } : {}),
      ...(action === 'CUSTOM' ? { provider: { name: 'opa' } } : {}),
      rules,
    },
    { name, ...(dryRun ? { annotations: { 'istio.io/dry-run': 'true' } } : {}) },
  );
}
