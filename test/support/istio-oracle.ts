import {
  EXCLUDED_PORT,
  type OracleCluster,
  type OraclePod,
  type OraclePolicy,
  type OracleRule,
} from './istio-oracle-clusters.js';

/**
 * A straight, slow reading of semantics 05: one packet and one request at a time, nothing shared with the product.
 * Whatever a connection does not show is tried out: what its port carries, what the request looks like, what the
 * external authorizer answers, how this release of ztunnel reads a DENY. `must`: every trial passes; `may`: some does.
 */
export class IstioOracle {
  constructor(private readonly cluster: OracleCluster) {}

  connect(
    from: OraclePod | string,
    to: OraclePod,
    protocol: 'TCP' | 'UDP',
    port: number,
  ): { must: boolean; may: boolean } {
    const network = this.#network(from, to, protocol, port);
    if (protocol === 'UDP') return network;
    const trials = this.#trials(to, port).map((trial) => this.#mesh(from, to, port, trial));
    return {
      must: network.must && trials.every((passes) => passes),
      may: network.may && trials.some((passes) => passes),
    };
  }

  #trials(to: OraclePod, port: number): Trial[] {
    const { policies, authentications } = this.cluster;
    const declared = port === 80 || port === 90 ? to.declared[port] : undefined;
    const kinds = declared === 'http' ? [true] : declared === 'tcp' ? [false] : [true, false];
    const authorizers = policies.some(({ action }) => action === 'CUSTOM') ? [true, false] : [true];
    const releases = to.mode === 'ambient' ? [true, false] : [true];
    const disputed = authentications.filter(
      ({ namespace, account }) => namespace === 'istio-system' && account !== undefined,
    );
    return kinds.flatMap((http) =>
      REQUESTS.flatMap((request) =>
        authorizers.flatMap((authorizerRefuses) =>
          releases.flatMap((ztunnelIgnores) =>
            [...disputed, undefined].map((_, index) => ({
              http,
              ...request,
              authorizerRefuses,
              ztunnelIgnores,
              disputed: index,
            })),
          ),
        ),
      ),
    );
  }

  /** NetworkPolicies of these clusters only filter what arrives. */
  #network(from: OraclePod | string, to: OraclePod, protocol: string, port: number): { must: boolean; may: boolean } {
    const selecting = this.cluster.networkPolicies.filter(({ namespace }) => namespace === to.namespace);
    const admits = (number: number): boolean =>
      selecting.length === 0 || selecting.some(({ ports }) => ports.includes(number));
    if (protocol === 'UDP') return { must: true, may: true };
    const plain = admits(port);
    const tunnel = admits(15_008);
    if (typeof from === 'string' || to.mode !== 'ambient' || from.mode === 'none') return { must: plain, may: plain };
    if (from.mode === 'ambient') return { must: tunnel, may: plain || tunnel };
    return { must: plain && tunnel, may: plain || tunnel };
  }

  #mesh(from: OraclePod | string, to: OraclePod, port: number, trial: Trial): boolean {
    if (to.mode === 'none') return true;
    if (to.mode === 'sidecar' && to.excludesInbound && port === EXCLUDED_PORT) return true;
    const mode = this.#mtls(to, port, trial);
    const identity = identityOf(from, port, to.mode === 'sidecar' && mode === 'DISABLE');
    if (mode === 'STRICT' && identity === null) return false;
    const policies = this.cluster.policies.filter((policy) => appliesTo(policy, to));
    const matches = (policy: OraclePolicy): boolean =>
      policy.rules.some((rule) => this.#matches(rule, policy, { from, to, port, identity, trial }));
    const custom = policies.filter(({ action }) => action === 'CUSTOM' && to.mode !== 'ambient');
    if (trial.authorizerRefuses && custom.some(matches)) return false;
    if (policies.some((policy) => policy.action === 'DENY' && matches(policy))) return false;
    const allow = policies.filter(({ action }) => action === 'ALLOW');
    return allow.length === 0 || allow.some(matches);
  }

  #mtls(to: OraclePod, port: number, trial: Trial): string {
    const oldest = (own: OracleCluster['authentications']): OracleCluster['authentications'][number] | undefined =>
      [...own].sort((a, b) => a.age - b.age)[0];
    const all = this.cluster.authentications;
    const mesh = oldest(all.filter(({ namespace, account }) => namespace === 'istio-system' && account === undefined));
    const space = oldest(all.filter(({ namespace, account }) => namespace === to.namespace && account === undefined));
    const own = oldest(all.filter(({ namespace, account }) => namespace === to.namespace && account === to.account));
    let mode = 'PERMISSIVE';
    for (const level of [mesh, space, own]) if (level !== undefined && level.mode !== 'UNSET') mode = level.mode;
    if (port === 90 && own?.port90 !== undefined) return own.port90;
    // Releases ignore an object of the root namespace that selects pods, the API text does not: either may be true.
    const disputed = all.filter(
      ({ namespace, account, mode: said }) =>
        namespace === 'istio-system' && account === to.account && said !== 'UNSET',
    );
    return disputed[trial.disputed]?.mode ?? mode;
  }

  #matches(rule: OracleRule, policy: OraclePolicy, call: Call): boolean {
    const { trial, to } = call;
    if (rule.when?.some(({ key }) => key === 'source.unknown') === true) return false;
    const isDeny = policy.action !== 'ALLOW';
    if (asksForHttp(rule)) {
      if (to.mode === 'ambient') {
        if (!isDeny || trial.ztunnelIgnores) return false;
      } else if (!trial.http && !isDeny) return false;
    }
    const seesHttp = trial.http && to.mode !== 'ambient';
    const field = (name: string, values: readonly string[]): boolean => {
      if (values.length === 0) return true;
      if (HTTP_FIELDS.has(name) && !seesHttp) return true;
      return fieldHolds(name, values, policy, call);
    };
    const holds = (fields: Readonly<Record<string, readonly string[]>>): boolean =>
      Object.entries(fields).every(([name, values]) => field(name, values));
    const from = rule.from === undefined || rule.from.some(({ source }) => holds(source));
    const operation = rule.to === undefined || rule.to.some(({ operation: own }) => holds(own));
    const when = (rule.when ?? []).every(
      ({ key, values, notValues }) => field(key, values ?? []) && field(`not ${key}`, notValues ?? []),
    );
    return from && operation && when;
  }
}

/** Every combination of what rules may look at, and of values no rule names. */
const REQUESTS = ['GET', 'POST', 'PATCH'].flatMap((method) =>
  ['/a', '/bc', '/z'].flatMap((path) =>
    ['issuer/me', 'issuer/you', ''].flatMap((principal) =>
      ['1', ''].map((header) => ({ method, path, principal, header })),
    ),
  ),
);

/** Everything a connection alone does not show. */
interface Trial {
  readonly http: boolean;
  readonly method: string;
  readonly path: string;
  readonly principal: string;
  readonly header: string;
  readonly authorizerRefuses: boolean;
  readonly ztunnelIgnores: boolean;
  /** Which of the disputed objects counts; beyond the last one none does. */
  readonly disputed: number;
}

interface Call {
  readonly from: OraclePod | string;
  readonly to: OraclePod;
  readonly port: number;
  readonly identity: string | null;
  readonly trial: Trial;
}

function appliesTo({ namespace, account, dryRun, targeted }: OraclePolicy, to: OraclePod): boolean {
  if (dryRun || targeted) return false;
  if (namespace !== 'istio-system' && namespace !== to.namespace) return false;
  return account === undefined || account === to.account;
}

function identityOf(from: OraclePod | string, port: number, disabled: boolean): string | null {
  if (typeof from === 'string' || from.mode === 'none' || disabled) return null;
  if (from.mode === 'sidecar' && from.excludesOutbound && port === EXCLUDED_PORT) return null;
  return `td1/ns/${from.namespace}/sa/${from.account}`;
}

const HTTP_FIELDS = new Set([
  'methods',
  'paths',
  'requestPrincipals',
  'request.headers[x]',
  'request.auth.claims[iss]',
]);

function asksForHttp(rule: OracleRule): boolean {
  const filled = [
    ...(rule.from ?? []).flatMap(({ source }) => Object.entries(source)),
    ...(rule.to ?? []).flatMap(({ operation }) => Object.entries(operation)),
  ].flatMap(([name, values]) => (values.length > 0 ? [name] : []));
  return [...filled, ...(rule.when ?? []).map(({ key }) => key)].some((name) => HTTP_FIELDS.has(name));
}

function fieldHolds(name: string, values: readonly string[], policy: OraclePolicy, call: Call): boolean {
  const { from, to, port, identity, trial } = call;
  const namespace = identity?.split('/')[2] ?? null;
  const principal = (value: string): boolean => {
    if (identity === null) return false;
    const parts = value.split('/');
    const own = parts.length === 5 && parts[0] === 'cluster.local' ? ['td1', ...parts.slice(1)].join('/') : value;
    return star(own, identity);
  };
  const space = (value: string): boolean => namespace !== null && star(value, namespace);
  const account = (value: string): boolean =>
    identity !== null &&
    `td1/ns/${value.includes('/') ? value.replace('/', '/sa/') : `${policy.namespace}/sa/${value}`}` === identity;
  const source = (value: string): boolean => within(typeof from === 'string' ? from : from.ip, value);
  switch (name) {
    case 'principals':
      return values.some(principal);
    case 'notPrincipals':
    case 'not source.principal':
      return !values.some(principal);
    case 'namespaces':
    case 'source.namespace':
      return values.some(space);
    case 'notNamespaces':
      return !values.some(space);
    case 'serviceAccounts':
      return values.some(account);
    case 'notServiceAccounts':
      return !values.some(account);
    case 'ipBlocks':
    case 'source.ip':
      return values.some(source);
    case 'notIpBlocks':
      return !values.some(source);
    case 'ports':
    case 'destination.port':
      return values.includes(String(port));
    case 'notPorts':
      return !values.includes(String(port));
    case 'not destination.ip':
      return !values.includes(to.ip);
    case 'methods':
      return values.includes(trial.method);
    case 'paths':
      return values.some((value) => star(value, trial.path));
    case 'requestPrincipals':
      return values.some((value) => star(value, trial.principal));
    case 'request.headers[x]':
      return trial.header === '1';
    case 'request.auth.claims[iss]':
      return trial.principal === 'issuer/me';
    default:
      throw new Error(`the oracle does not know ${name}`);
  }
}

function star(pattern: string, text: string): boolean {
  if (pattern === '*') return text !== '';
  if (pattern.startsWith('*')) return text.endsWith(pattern.slice(1));
  return pattern.endsWith('*') ? text.startsWith(pattern.slice(0, -1)) : pattern === text;
}

function within(ip: string, block: string): boolean {
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const [base = '', prefix = '32'] = block.split('/');
  const size = 2 ** (32 - Number(prefix));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}
