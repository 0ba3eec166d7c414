import type { EntryContext } from './entry-context.js';
import { asInteger, asList, asStringMap, asText, member, memberAt } from './json-value.js';
import { namespaceOf } from './duplicate-objects.js';
import type { RawObject } from './raw-object.js';

/** One listener of a Gateway. `namespace` is its holder's. */
export interface Listener {
  readonly gateway: RawObject;
  /** The Gateway itself, or the ListenerSet that adds the listener to it; routes name this as their parent. */
  readonly holder: RawObject;
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: string;
  readonly allowed: unknown;
}

const GROUP = 'gateway.networking.k8s.io';
const SETS = [`${GROUP}/ListenerSet`, 'gateway.networking.x-k8s.io/XListenerSet'] as const;

/** Listeners of every Gateway, and those that ListenerSets add to Gateways which permit it. */
export function readListeners(context: EntryContext): readonly Listener[] {
  const gateways = context.objects.get(`${GROUP}/Gateway`) ?? [];
  const own = gateways.flatMap((gateway) => listenersIn(gateway, gateway));
  const sets = SETS.flatMap((kind) => context.objects.get(kind) ?? []).flatMap((set) => {
    const parent = member(set.spec, 'parentRef');
    const namespace = asText(member(parent, 'namespace')) ?? namespaceOf(set) ?? 'default';
    const gateway = gateways.find(
      (item) => item.metadata.name === member(parent, 'name') && (namespaceOf(item) ?? 'default') === namespace,
    );
    // Without `allowedListeners` a Gateway takes listeners from nobody.
    const allowed = memberAt(gateway?.spec, 'allowedListeners');
    if (gateway === undefined || !admitsNamespace(allowed, 'None', namespace, namespaceOf(set) ?? 'default', context)) return []; // prettier-ignore
    return listenersIn(set, gateway);
  });
  return [...own, ...sets];
}

function listenersIn(holder: RawObject, gateway: RawObject): Listener[] {
  return asList(member(holder.spec, 'listeners')).map((listener) => ({
    gateway,
    holder,
    namespace: namespaceOf(holder) ?? 'default',
    name: asText(member(listener, 'name')) ?? '',
    port: asInteger(member(listener, 'port')) ?? 0,
    protocol: asText(member(listener, 'protocol')) ?? 'HTTP',
    hostname: asText(member(listener, 'hostname')) ?? '',
    allowed: memberAt(listener, 'allowedRoutes'),
  }));
}

/** Listeners a route attaches to: it must name their holder, and they must admit its namespace, kind and hosts. */
export function attachedListeners(
  route: RawObject,
  listeners: readonly Listener[],
  context: EntryContext,
): readonly Listener[] {
  const namespace = namespaceOf(route) ?? 'default';
  const hosts = asList(member(route.spec, 'hostnames')).flatMap((host) => asText(host) ?? []);
  const attached = asList(member(route.spec, 'parentRefs')).flatMap((parent) => {
    const kind = asText(member(parent, 'kind')) ?? 'Gateway';
    // A Service as parent routes inside a mesh (GAMMA): no door.
    if ((asText(member(parent, 'group')) ?? (kind === 'Service' ? '' : GROUP)) === '') return [];
    const parentNamespace = asText(member(parent, 'namespace')) ?? namespace;
    const section = asText(member(parent, 'sectionName'));
    const port = asInteger(member(parent, 'port'));
    return listeners.filter(
      ({ holder, ...listener }) =>
        holder.kind === kind &&
        holder.metadata.name === member(parent, 'name') &&
        listener.namespace === parentNamespace &&
        (section === undefined || listener.name === section) &&
        (port === undefined || listener.port === port),
    );
  });
  return [...new Set(attached)].filter(
    (listener) =>
      admitsNamespace(listener.allowed, 'Same', listener.namespace, namespace, context) &&
      admitsKind(listener, route.kind) &&
      (hosts.length === 0 || listener.hostname === '' || hosts.some((host) => hostsMeet(host, listener.hostname))),
  );
}

/** Whether `namespaces` of a listener or Gateway admits a namespace: its own, all, those with a label, or none. */
function admitsNamespace(
  allowed: unknown,
  fallback: 'Same' | 'None',
  home: string,
  namespace: string,
  context: EntryContext,
): boolean {
  switch (asText(memberAt(allowed, 'namespaces', 'from')) ?? fallback) {
    case 'Same':
      return namespace === home;
    case 'All':
      return true;
    case 'Selector':
      return matchesLabels(memberAt(allowed, 'namespaces', 'selector'), context.namespaces.get(namespace)?.labels);
    default:
      return false;
  }
}

function admitsKind(listener: Listener, kind: string): boolean {
  const kinds = asList(memberAt(listener.allowed, 'kinds'));
  if (kinds.length > 0) return kinds.some((item) => member(item, 'kind') === kind);
  switch (listener.protocol) {
    case 'HTTP':
    case 'HTTPS':
      return kind === 'HTTPRoute' || kind === 'GRPCRoute';
    case 'TLS':
      return kind === 'TLSRoute' || kind === 'TCPRoute';
    case 'TCP':
      return kind === 'TCPRoute';
    case 'UDP':
      return kind === 'UDPRoute';
    default:
      return true;
  }
}

/** Equality and set terms of a label selector; a selector that is missing or malformed admits nobody. */
function matchesLabels(selector: unknown, labels: ReadonlyMap<string, string> | undefined): boolean {
  if (labels === undefined || typeof selector !== 'object' || selector === null) return false;
  for (const [key, value] of asStringMap(member(selector, 'matchLabels'))) if (labels.get(key) !== value) return false;
  return asList(member(selector, 'matchExpressions')).every((term) => {
    const value = labels.get(asText(member(term, 'key')) ?? '');
    const listed = asList(member(term, 'values')).includes(value);
    switch (member(term, 'operator')) {
      case 'In':
        return value !== undefined && listed;
      case 'NotIn':
        return value === undefined || !listed;
      case 'Exists':
        return value !== undefined;
      case 'DoesNotExist':
        return value === undefined;
      default:
        return false;
    }
  });
}

/** True when two host patterns have a host in common; `*.a.b` stands for one or more labels before `a.b`. */
export function hostsMeet(a: string, b: string): boolean {
  if (a === b) return true;
  if (a.startsWith('*.') && b.startsWith('*.')) return a.endsWith(b.slice(1)) || b.endsWith(a.slice(1));
  if (a.startsWith('*.')) return b.endsWith(a.slice(1));
  return b.startsWith('*.') && a.endsWith(b.slice(1));
}
