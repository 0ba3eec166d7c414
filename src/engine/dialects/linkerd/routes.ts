import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { ObjectBook, Placed } from '../object-book.js';
import { routeSchema } from './schema.js';
import { isKnownVersion } from './versions.js';

/** A route attached to Servers: which requests it stands for. */
export interface Route {
  readonly namespace: string;
  readonly group: string;
  readonly kind: string;
  readonly name: string;
  /** Servers of its namespace it is attached to. */
  readonly servers: readonly string[];
  /** What requests must look like, one text for each alternative; empty when every request matches. */
  readonly conditions: readonly string[];
  /** False when it could not be read: then nobody knows what it is attached to. */
  readonly certain: boolean;
}

const KINDS = [
  'policy.linkerd.io/HTTPRoute',
  'gateway.networking.k8s.io/HTTPRoute',
  'gateway.networking.k8s.io/GRPCRoute',
];

/** The routes of Servers (semantics 06 §A3); routes of gateways and Services are left out. */
export function readRoutes(book: ObjectBook): readonly Route[] {
  return KINDS.flatMap((kind) => book.of(kind)).flatMap((placed) => readRoute(placed) ?? []);
}

function readRoute({ object, namespace, problems }: Placed): Route | undefined {
  const identity = { namespace, group: object.apiVersion.slice(0, object.apiVersion.indexOf('/')), kind: object.kind, name: object.metadata.name }; // prettier-ignore
  const spec = routeSchema.safeParse(object.spec);
  if (identity.group === 'policy.linkerd.io' && !isKnownVersion(object, problems))
    return { ...identity, servers: [], conditions: [], certain: false };
  if (!spec.success) {
    // Routes of gateways are none of Linkerd's business unless they mention one of its Servers.
    const isOurs = asList(memberAt(object.spec, 'parentRefs')).some((ref) => member(ref, 'kind') === 'Server');
    if (!isOurs && identity.group !== 'policy.linkerd.io') return undefined;
    problems.refuse('POLICY.INVALID_SPEC', 'spec', spec.error);
    return { ...identity, servers: [], conditions: [], certain: false };
  }
  const servers = (spec.data.parentRefs ?? [])
    .filter((ref) => ref.kind === 'Server' && ref.group === 'policy.linkerd.io' && (ref.namespace ?? namespace) === namespace)
    .map(({ name }) => name);
  if (servers.length === 0) return undefined;
  const hosts = spec.data.hostnames ?? [];
  const rules = spec.data.rules ?? [{}];
  const texts = rules.flatMap(({ matches }) => ((matches ?? []).length === 0 ? [''] : (matches ?? []).map(textOfMatch)));
  const isOpen = hosts.length === 0 && texts.includes('');
  const host = hosts.length === 0 ? '' : ` for ${hosts.join(' or ')}`;
  const conditions = isOpen ? [] : texts.length === 0 ? ['no request matches'] : texts.map((text) => `${text === '' ? 'any request' : text}${host}`);
  return { ...identity, servers, conditions: [...new Set(conditions)].sort(), certain: true };
} // prettier-ignore

/** One alternative of a route as text; empty when every request matches. */
function textOfMatch(match: Readonly<Record<string, unknown>>): string {
  const method = asText(match['method']) ?? textOfCall(match['method']);
  const path = pathOf(match['path']);
  const extra = ['headers', 'queryParams'].filter((key) => asList(match[key]).length > 0);
  const unknown = Object.keys(match).filter((key) => !['method', 'path', 'headers', 'queryParams'].includes(key));
  const words = [method, path, ...extra.map((key) => `certain ${key}`), ...unknown].filter((word) => word !== '');
  return words.length === 0 ? '' : `HTTP ${words.join(' ')}`;
}

function pathOf(path: unknown): string {
  const type = asText(member(path, 'type')) ?? 'PathPrefix';
  const value = asText(member(path, 'value')) ?? '/';
  if (path === undefined || path === null || (type === 'PathPrefix' && value === '/')) return '';
  return type === 'PathPrefix' ? `${value}*` : type === 'Exact' ? value : `${value} (${type})`;
}

/** gRPC names a service and a method. */
function textOfCall(method: unknown): string {
  const parts = ['service', 'method'].flatMap((key) => asText(member(method, key)) ?? []);
  return parts.join('/');
}
