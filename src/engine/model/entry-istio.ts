import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, mergeTargets, refIn, servingOnce } from './entry-context.js';
import { frontOf } from './entry-front.js';
import { hostsMeet } from './gateway-attachment.js';
import { asInteger, asList, asStringMap, asText, asTextList, byText, member, memberAt } from './json-value.js';
import type { EntryPoint, ServiceModel } from './network-model.js';
import type { RawObject } from './raw-object.js';
import type { Serving } from './serving.js';

/** One server of an Istio Gateway. */
interface Server {
  readonly gateway: RawObject;
  readonly namespace: string;
  readonly port: number;
  readonly protocol: string;
  /** `ns/host` patterns; a pattern without a namespace is for every namespace. */
  readonly hosts: readonly string[];
}

/** Routes of one VirtualService that lead to Services. */
const ROUTE_LISTS = ['http', 'tls', 'tcp'] as const;

/** Doors of Istio's own API: a Gateway's server, a VirtualService bound to it, and each Service behind (semantics 08 §3). */
export function istioEntries(context: EntryContext): readonly EntryPoint[] {
  const gateways = context.objects.get('networking.istio.io/Gateway') ?? [];
  const routes = context.objects.get('networking.istio.io/VirtualService') ?? [];
  const servers = gateways.flatMap(serversOf);
  return routes.flatMap((route) =>
    servers
      .filter((server) => isBound(route, server))
      .flatMap((server) => servicesOf(route, context).map((service) => entryOf(route, server, service, context))),
  );
}

function serversOf(gateway: RawObject): Server[] {
  return asList(member(gateway.spec, 'servers')).map((server) => ({
    gateway,
    namespace: namespaceOf(gateway) ?? 'default',
    port: asInteger(memberAt(server, 'port', 'number')) ?? 0,
    protocol: (asText(memberAt(server, 'port', 'protocol')) ?? 'HTTP').toUpperCase(),
    hosts: asTextList(member(server, 'hosts')),
  }));
}

/** A VirtualService names its Gateways as `ns/name` or `name`; without any it is for the mesh alone. */
function isBound(route: RawObject, { gateway, namespace, hosts }: Server): boolean {
  const home = namespaceOf(route) ?? 'default';
  const named = asTextList(member(route.spec, 'gateways')).some((text) => {
    const [first = '', second] = text.split('/');
    return second === undefined
      ? first === gateway.metadata.name && home === namespace
      : first === namespace && second === gateway.metadata.name;
  });
  const wanted = asTextList(member(route.spec, 'hosts'));
  return (
    named &&
    hosts.some((text) => {
      const [scope = '*', pattern = scope] = text.includes('/') ? text.split('/') : ['*', text];
      const isVisible = scope === '*' || scope === home || (scope === '.' && home === namespace);
      return isVisible && wanted.some((host) => host === '*' || pattern === '*' || hostsMeet(host, pattern));
    })
  );
}

interface Destination {
  readonly service: ServiceModel;
  readonly port: number | undefined;
}

/** Destinations by short name, `name.ns` or the full name inside the cluster; hosts outside lead nowhere here. */
function servicesOf(route: RawObject, context: EntryContext): Destination[] {
  const home = namespaceOf(route) ?? 'default';
  const found = new Map<string, Destination>();
  for (const list of ROUTE_LISTS) {
    for (const rule of asList(member(route.spec, list))) {
      for (const target of asList(member(rule, 'route'))) {
        const host = memberAt(target, 'destination', 'host');
        if (typeof host !== 'string') continue;
        const [name = '', namespace = home] = host.split('.');
        const service = findService(context, namespace, name);
        const port = asInteger(memberAt(target, 'destination', 'port', 'number'));
        if (service !== undefined) found.set(`${namespace}/${name}:${String(port)}`, { service, port });
      }
    }
  }
  return [...found.values()];
}

function entryOf(route: RawObject, server: Server, { service, port }: Destination, context: EntryContext): EntryPoint {
  const { proxies, front, doubt } = servingOnce(
    context,
    `istio ${server.namespace}/${server.gateway.metadata.name}`,
    () => servingOf(server, context),
  );
  const namespace = namespaceOf(route) ?? 'default';
  return {
    source: refIn(route, namespace),
    type: 'gateway',
    namespace,
    service: service.name,
    port: server.port,
    protocol: 'TCP',
    hosts: [...asTextList(member(route.spec, 'hosts'))].sort(byText),
    tls: server.protocol === 'HTTPS' || server.protocol === 'TLS',
    scope: front?.scope ?? 'public',
    ...(front?.doubt === undefined ? {} : { scopeDoubt: front.doubt }),
    ...(doubt === undefined ? {} : { doubt }),
    ...(proxies === undefined ? {} : { proxies }),
    sourceRanges: [],
    sourceHidden: true,
    targets: mergeTargets(matchPorts(service, port)),
  };
}

function servingOf({ gateway, namespace }: Server, context: EntryContext): Serving {
  const proxies = gatewayPods(gateway, context);
  const className = 'istio';
  if (proxies.length === 0)
    return { className, doubt: `no pod of Gateway ${namespace}/${gateway.metadata.name} is in the input` };
  const front = frontOf(proxies, context);
  return front === undefined
    ? { className, proxies, doubt: 'nothing in the input leads to the pods of its Gateway' }
    : { className, proxies, front };
}

/** Pods in any namespace that carry every label of `spec.selector`. */
function gatewayPods(gateway: RawObject, { groups }: EntryContext): number[] {
  const selector = [...asStringMap(member(gateway.spec, 'selector'))];
  if (selector.length === 0) return [];
  return groups.flatMap(({ labels }, id) =>
    selector.every(([key, value]) => Object.hasOwn(labels, key) && labels[key] === value) ? [id] : [],
  );
}
