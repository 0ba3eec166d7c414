/**
 * A slow second opinion on Linkerd: one connection at a time in one possible world, straight from the text of semantics
 * 06 §A. It shares nothing with the engine, not even the shape of its input.
 */
export interface OraclePod {
  readonly namespace: string;
  readonly name: string;
  readonly account: string;
  readonly app: string;
  readonly ip: string;
  /** `maybe`: nobody can know; a world decides. */
  readonly proxy: 'yes' | 'no' | 'maybe';
  readonly ports: readonly { readonly name: string; readonly port: number }[];
  readonly defaultPolicy?: string;
  readonly skipInbound?: readonly number[];
  readonly skipOutbound?: readonly number[];
  readonly skipSubnets?: readonly string[];
  readonly needsIdentity?: readonly number[];
}

export interface OracleServer {
  readonly namespace: string;
  readonly name: string;
  readonly app: string | null;
  readonly port: number | string;
  readonly tier: string;
  readonly opaque: boolean;
  readonly accessPolicy?: string;
  /** Rank by age; undefined when nobody knows it. */
  readonly born?: number;
}

export type OracleRef =
  | { readonly kind: 'mesh'; readonly name: string }
  | { readonly kind: 'network'; readonly name: string }
  | { readonly kind: 'account'; readonly name: string };

export interface OraclePolicy {
  readonly namespace: string;
  readonly target: { readonly kind: 'server' | 'route' | 'namespace'; readonly name: string };
  readonly refs: readonly OracleRef[];
}

export interface OracleAuthorization {
  readonly namespace: string;
  readonly server: { readonly name: string } | { readonly tier: string };
  readonly networks: readonly OracleBlock[] | null;
  readonly client: 'unauthenticated' | { readonly identities: readonly string[]; readonly accounts: readonly string[] };
}

export interface OracleBlock {
  readonly cidr: string;
  readonly except: readonly string[];
}

export interface OracleRoute {
  readonly namespace: string;
  readonly name: string;
  readonly servers: readonly string[];
  readonly path: string | null;
}

export interface OracleCluster {
  readonly pods: readonly OraclePod[];
  readonly servers: readonly OracleServer[];
  readonly policies: readonly OraclePolicy[];
  readonly authorizations: readonly OracleAuthorization[];
  readonly routes: readonly OracleRoute[];
  /** By `namespace/name`. */
  readonly meshTls: ReadonlyMap<string, readonly string[]>;
  readonly networks: ReadonlyMap<string, readonly OracleBlock[]>;
  readonly config: {
    readonly defaultPolicy: string;
    readonly clusterNetworks: readonly string[];
    readonly ignoreInbound: readonly number[];
    readonly ignoreOutbound: readonly number[];
    readonly skipSubnets: readonly string[];
  };
}

/** Everything the input does not tell, decided one way. */
export interface OracleWorld {
  readonly sourceHasProxy: boolean;
  readonly destinationHasProxy: boolean;
  /** Does a pod's skip list add to the cluster's? */
  readonly listsAdd: boolean;
  /** What a default policy nobody knows does. */
  readonly unknownLetsIn: boolean;
  /** The path of the request; null for one no route names. */
  readonly path: string | null;
  /** Order of Servers of unknown age. */
  readonly order: readonly string[];
}

/** A pod, or an address that is no pod's. */
export type OracleClient = OraclePod | { readonly ip: string };

/** Does the proxy at `dst` let a TCP connection in, in one world? */
export function linkerdLetsIn(cluster: OracleCluster, src: OracleClient, dst: OraclePod, port: number, world: OracleWorld): boolean {
  const { config } = cluster;
  if (!world.destinationHasProxy) return true;
  if (port === 4190 || port === 4191) return true;
  if (dst.skipInbound?.includes(port) === true) return true;
  if ((dst.skipInbound === undefined || world.listsAdd) && config.ignoreInbound.includes(port)) return true;
  if ((dst.skipSubnets ?? config.skipSubnets).some((cidr) => isInside(src.ip, cidr))) return true;

  const identity = identityOf(cluster, src, dst, port, world);
  const server = serverOf(cluster, dst, port, world);
  const expand = (value: string): boolean => {
    const isNear = config.clusterNetworks.some((cidr) => isInside(src.ip, cidr));
    if (value === 'all-unauthenticated' || value === 'audit') return true;
    if (value === 'all-authenticated') return identity !== null;
    if (value === 'cluster-authenticated') return identity !== null && isNear;
    if (value === 'cluster-unauthenticated') return isNear;
    return value === 'deny' ? false : world.unknownLetsIn;
  };
  if (server === undefined) {
    if (dst.needsIdentity?.includes(port) === true && identity === null) return false;
    return expand(dst.defaultPolicy ?? config.defaultPolicy);
  }
  const matches = (policy: OraclePolicy): boolean => authenticated(cluster, policy, src.ip, identity);
  const own = cluster.policies.filter(({ namespace }) => namespace === server.namespace);
  const atServer =
    own.some((policy) => (policy.target.kind === 'namespace' || (policy.target.kind === 'server' && policy.target.name === server.name)) && matches(policy)) ||
    cluster.authorizations.some((authorization) => authorizes(authorization, server, src.ip, identity)) ||
    (server.accessPolicy !== undefined && expand(server.accessPolicy));
  const routes = server.opaque ? [] : cluster.routes.filter((route) => route.namespace === server.namespace && route.servers.includes(server.name));
  if (routes.length === 0) return atServer;
  return routes.some(
    (route) =>
      (route.path === null || route.path === world.path) &&
      (atServer || own.some((policy) => policy.target.kind === 'route' && policy.target.name === route.name && matches(policy))),
  );
} // prettier-ignore

function serverOf(cluster: OracleCluster, dst: OraclePod, port: number, { order }: OracleWorld): OracleServer | undefined {
  const names = dst.ports.filter((own) => own.port === port).map(({ name }) => name);
  const found = cluster.servers.filter(
    (server) =>
      server.namespace === dst.namespace &&
      (server.app === null || server.app === dst.app) &&
      (server.port === port || (typeof server.port === 'string' && names.includes(server.port))),
  );
  const isAged = cluster.servers.every((server) => server.namespace !== dst.namespace || server.born !== undefined);
  const rank = (server: OracleServer): string => (isAged ? `${String(server.born ?? 0).padStart(3, '0')} ${server.name}` : String(order.indexOf(server.name)));
  return [...found].sort((a, b) => (rank(a) < rank(b) ? -1 : 1))[0];
} // prettier-ignore

/** The identity the proxy at the destination sees, or null. */
function identityOf({ config }: OracleCluster, src: OracleClient, dst: OraclePod, port: number, world: OracleWorld): string | null {
  if (!('account' in src) || !world.sourceHasProxy) return null;
  if ((src.skipOutbound ?? config.ignoreOutbound).includes(port)) return null;
  if ((src.skipSubnets ?? config.skipSubnets).some((cidr) => isInside(dst.ip, cidr))) return null;
  return `${src.account}.${src.namespace}.serviceaccount.identity.linkerd.cluster.local`;
} // prettier-ignore

function authenticated(cluster: OracleCluster, { namespace, refs }: OraclePolicy, ip: string, identity: string | null): boolean {
  const isIdentity = (ref: OracleRef): boolean => ref.kind !== 'network';
  if (refs.filter(isIdentity).length > 1 || refs.filter((ref) => !isIdentity(ref)).length > 1) return false;
  return refs.every((ref) => {
    if (ref.kind === 'account') return isAccount(identity, namespace, ref.name);
    if (ref.kind === 'network') return (cluster.networks.get(`${namespace}/${ref.name}`) ?? []).some((block) => inBlock(ip, block));
    return identity !== null && (cluster.meshTls.get(`${namespace}/${ref.name}`) ?? []).some((pattern) => isNamed(identity, pattern));
  });
} // prettier-ignore

function authorizes({ namespace, server: wanted, networks, client }: OracleAuthorization, server: OracleServer, ip: string, identity: string | null): boolean {
  const isTarget = namespace === server.namespace && ('name' in wanted ? wanted.name === server.name : wanted.tier === server.tier);
  if (!isTarget || (networks !== null && !networks.some((block) => inBlock(ip, block)))) return false;
  if (client === 'unauthenticated') return true;
  if (identity === null) return false;
  return client.identities.some((pattern) => isNamed(identity, pattern)) || client.accounts.some((name) => isAccount(identity, namespace, name));
} // prettier-ignore

function isAccount(identity: string | null, namespace: string, name: string): boolean {
  return identity?.startsWith(`${name}.${namespace}.serviceaccount.`) === true;
}

function isNamed(identity: string, pattern: string): boolean {
  if (pattern === '*') return true;
  return pattern.startsWith('*') ? identity.endsWith(pattern.slice(1)) : identity === pattern;
}

function inBlock(ip: string, { cidr, except }: OracleBlock): boolean {
  return isInside(ip, cidr) && !except.some((hole) => isInside(ip, hole));
}

/** IPv4 only, which is all the clusters use. */
export function isInside(ip: string, cidr: string): boolean {
  const [base = '', bits = '32'] = cidr.split('/');
  const number = (text: string): number => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
  const size = 2 ** (32 - Number(bits));
  return Math.floor(number(ip) / size) === Math.floor(number(base) / size);
}
