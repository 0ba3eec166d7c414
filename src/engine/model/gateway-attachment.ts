import type { EntryContext } from './entry-context.js';
import { asInteger, asList, asStringMap, asText, member, memberAt } from './json-value.js';
import { namespaceOf } from './duplicate-objects.js';
import type { RawObject } from './raw-object.js';

/** One listener of a Gateway. */
export interface Listener {
  readonly gateway: RawObject;
  readonly namespace: string;
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly hostname: string;
  readonly allowed: unknown;
}

/** Listeners of every Gateway API Gateway. */
export function readListeners(context: EntryContext): readonly Listener[] {
  return (context.objects.get('gateway.networking.k8s.io/Gateway') ?? []).flatMap((gateway) =>
    asList(member(gateway.spec, 'listeners')).map((listener) => ({
      gateway,
      namespace: namespaceOf(gateway) ?? 'default',
      name: asText(member(listener, 'name')) ?? '',
      port: asInteger(member(listener, 'port')) ?? 0,
      protocol: asText(member(listener, 'protocol')) ?? 'HTTP',
      hostname: asText(member(listener, 'hostname')) ?? '',
      allowed: memberAt(listener, 'allowedRoutes'),
    })),
  );
}

/** Listeners a route attaches to: it must name the Gateway, and the listener must admit its namespace, kind and hosts. */
export function attachedListeners(
  route: RawObject,
  listeners: readonly Listener[],
  context: EntryContext,
): readonly Listener[] {
  const namespace = namespaceOf(route) ?? 'default';
  const hosts = asList(member(route.spec, 'hostnames')).flatMap((host) => asText(host) ?? []);
  const attached = asList(member(route.spec, 'parentRefs')).flatMap((parent) => {
    if ((asText(member(parent, 'kind')) ?? 'Gateway') !== 'Gateway') return [];
    const parentNamespace = asText(member(parent, 'namespace')) ?? namespace;
    const section = asText(member(parent, 'sectionName'));
    const port = asInteger(member(parent, 'port'));
    return listeners.filter(
      (listener) =>
        listener.gateway.metadata.name === member(parent, 'name') &&
        listener.namespace === parentNamespace &&
        (section === undefined || listener.name === section) &&
        (port === undefined || listener.port === port),
    );
  });
  return [...new Set(attached)].filter(
    (listener) =>
      admitsNamespace(listener, namespace, context) &&
      admitsKind(listener, route.kind) &&
      (hosts.length === 0 || listener.hostname === '' || hosts.some((host) => hostsMeet(host, listener.hostname))),
  );
}

/** Namespaces are admitted from the Gateway's own (the default), from everywhere, or by label. */
function admitsNamespace(listener: Listener, namespace: string, context: EntryContext): boolean {
  switch (asText(memberAt(listener.allowed, 'namespaces', 'from')) ?? 'Same') {
    case 'Same':
      return namespace === listener.namespace;
    case 'All':
      return true;
    case 'Selector':
      return matchesLabels(
        memberAt(listener.allowed, 'namespaces', 'selector'),
        context.namespaces.get(namespace)?.labels,
      );
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
