/**
 * A slow second opinion on Consul: one connection at a time in one possible world, straight from the text of semantics 06
 * §B. It shares nothing with the engine, not even the shape of its input.
 */
export interface OracleService {
  readonly name: string;
  readonly mesh: boolean;
  /** Undefined when the pod says nothing. */
  readonly transparent: boolean | undefined;
  readonly excludeInbound: readonly number[];
  readonly excludeOutbound: readonly number[];
  readonly skipsAddresses: boolean;
  readonly remote: string | null;
}

export interface OracleSource {
  readonly name: string;
  readonly peer: string | null;
  readonly action: 'allow' | 'deny' | 'read-only' | 'no-delete';
}

export interface OracleIntentions {
  readonly destination: string;
  readonly sources: readonly OracleSource[];
  readonly needsToken: boolean;
  readonly refused: boolean;
}

export interface OracleMesh {
  readonly services: readonly OracleService[];
  readonly intentions: readonly OracleIntentions[];
  readonly http: readonly string[];
  readonly permissive: readonly string[];
  readonly allowsPermissive: boolean;
  readonly byDefault: boolean | undefined;
}

export interface ConsulWorld {
  readonly allowsByDefault: boolean;
  readonly hasToken: boolean;
  readonly method: 'GET' | 'DELETE' | 'POST';
  /** Does a proxy that is not transparent, or leaves some addresses alone, take this connection? */
  readonly usesProxy: boolean;
  /** Is a remote cluster called by its own name here? */
  readonly knownAs: boolean;
}

/** Does a TCP connection reach the destination, in one world? */
export function consulLetsIn(mesh: OracleMesh, src: OracleService, dst: OracleService, port: number, world: ConsulWorld): boolean {
  if (!dst.mesh || dst.transparent === false || dst.excludeInbound.includes(port)) return true;
  if (mesh.permissive.includes(dst.name) && mesh.allowsPermissive) return true;
  if (!src.mesh || src.excludeOutbound.includes(port)) return false;
  if ((src.transparent === false || src.skipsAddresses) && !world.usesProxy) return false;
  const candidates = mesh.intentions
    .filter((own) => !own.refused && (own.destination === '*' || own.destination === dst.name) && isValid(mesh, own))
    .flatMap((own) => own.sources.filter((source) => matches(source, src, world)).map((source) => ({ own, source })));
  const weight = ({ own, source }: (typeof candidates)[number]): number =>
    (own.destination === '*' ? 0 : 10) + (source.name === '*' ? 0 : 1);
  const best = Math.max(...candidates.map(weight));
  const deciding = candidates.filter((candidate) => weight(candidate) === best);
  if (deciding.length === 0) return world.allowsByDefault;
  return deciding.every(({ own, source }) => allows(source, world) && (!own.needsToken || source.action === 'deny' || world.hasToken));
} // prettier-ignore

function matches(source: OracleSource, { name, remote }: OracleService, { knownAs }: ConsulWorld): boolean {
  if (source.name !== '*' && source.name !== name) return false;
  if (source.peer === null) return remote === null;
  return remote !== null && (source.peer === remote || knownAs);
}

/** Permissions need a protocol that has requests. */
function isValid({ http }: OracleMesh, { destination, sources }: OracleIntentions): boolean {
  const looksAtRequests = sources.some(({ action }) => action === 'read-only' || action === 'no-delete');
  return !looksAtRequests || destination === '*' || http.includes(destination);
}

function allows({ action }: OracleSource, { method, allowsByDefault }: ConsulWorld): boolean {
  if (action === 'read-only') return method === 'GET' || allowsByDefault;
  if (action === 'no-delete') return method !== 'DELETE' && allowsByDefault;
  return action === 'allow';
}
