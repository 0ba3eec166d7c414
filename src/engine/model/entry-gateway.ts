import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, refIn, reportBackend, servingOnce } from './entry-context.js';
import { attachedListeners, type Listener, readListeners } from './gateway-attachment.js';
import { frontOf } from './entry-front.js';
import { gatewayServing } from './entry-class.js';
import { asInteger, asList, asStringRecord, asText, byText, member, memberAt } from './json-value.js';
import { ingressScope, type Scope, scopeOfAddresses } from './load-balancer-scope.js';
import type { EntryPoint, EntryTarget } from './network-model.js';
import type { PodGroup } from './pod-group.js';
import type { RawObject } from './raw-object.js';
import type { Serving } from './serving.js';

const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

/** A Service port a route forwards to. */
interface Backend {
  readonly service: string;
  readonly targets: readonly EntryTarget[];
}

/** Classes of proxies inside a mesh: no door to the outside. */
const MESH_CLASSES = /^(?:istio-waypoint|istio-east-west-waypoint|kgateway-waypoint)$/;

/** Doors of the Gateway API: one for each listener, route and backend Service (semantics 08 §6). */
export function gatewayEntries(context: EntryContext): readonly EntryPoint[] {
  const listeners = readListeners(context).filter(({ gateway }) => !MESH_CLASSES.test(classOf(gateway)));
  if (listeners.length === 0) return [];
  return ROUTE_KINDS.flatMap((kind) =>
    (context.objects.get(`gateway.networking.k8s.io/${kind}`) ?? []).flatMap((route) => {
      const attached = attachedListeners(route, listeners, context);
      if (attached.length === 0) return [];
      const backends = readBackends(route, context);
      return attached.flatMap((listener) => backends.map((backend) => entryOf(route, listener, backend, context)));
    }),
  );
}

function entryOf(route: RawObject, listener: Listener, backend: Backend, context: EntryContext): EntryPoint {
  const namespace = namespaceOf(route) ?? 'default';
  const hosts = asList(member(route.spec, 'hostnames')).flatMap((host) => asText(host) ?? []);
  const fallback = listener.hostname === '' ? '*' : listener.hostname;
  const serving = servingOf(listener.gateway, context);
  const { scope, doubt: scopeDoubt } = scopeOf(listener.gateway, serving);
  return {
    source: refIn(route, namespace),
    type: 'gateway',
    namespace,
    service: backend.service,
    port: listener.port,
    protocol: listener.protocol === 'UDP' ? 'UDP' : 'TCP',
    hosts: hosts.length > 0 ? [...hosts].sort(byText) : [fallback],
    tls: listener.protocol === 'HTTPS' || listener.protocol === 'TLS',
    scope,
    ...(scopeDoubt === undefined ? {} : { scopeDoubt }),
    ...(serving.doubt === undefined ? {} : { doubt: serving.doubt }),
    ...(serving.proxies === undefined ? {} : { proxies: serving.proxies }),
    sourceRanges: [],
    sourceHidden: true,
    targets: backend.targets,
  };
}

function classOf(gateway: RawObject): string {
  return asText(member(gateway.spec, 'gatewayClassName')) ?? '';
}

function scopeOf(gateway: RawObject, { front }: Serving): Scope {
  const addresses = asList(member(gateway.status, 'addresses'));
  const valuesOf = (isName: boolean): readonly string[] =>
    addresses
      .filter((item) => (member(item, 'type') === 'Hostname') === isName)
      .flatMap((item) => asText(member(item, 'value')) ?? []);
  const wanted = asStringRecord(memberAt(gateway.spec, 'infrastructure', 'annotations'));
  return ingressScope(
    { ...gateway.metadata.annotations, ...wanted },
    classOf(gateway),
    scopeOfAddresses(valuesOf(false), valuesOf(true)) ?? front,
  );
}

/** Its controller, its own pods where the controller starts some for each Gateway, and whether it works yet. */
function servingOf(gateway: RawObject, context: EntryContext): Serving {
  const key = `gateway ${namespaceOf(gateway) ?? 'default'}/${gateway.metadata.name}`;
  return servingOnce(context, key, () => findServing(gateway, context));
}

function findServing(gateway: RawObject, context: EntryContext): Serving {
  const serving = gatewayServing(classOf(gateway), context);
  const own = context.groups.flatMap((group, id) => (isOwnPod(group, gateway) ? [id] : []));
  const programmed = asList(member(gateway.status, 'conditions')).find((item) => member(item, 'type') === 'Programmed');
  const state = asText(member(programmed, 'status'));
  if (state !== undefined && state !== 'True')
    return { ...serving, doubt: `Gateway ${gateway.metadata.name} is not programmed (${state})` };
  if (own.length === 0) return serving;
  const front = frontOf(own, context);
  return { className: serving.className, proxies: own, ...(front === undefined ? {} : { front }) };
}

function isOwnPod({ namespace, labels }: PodGroup, gateway: RawObject): boolean {
  const { name } = gateway.metadata;
  const home = namespaceOf(gateway) ?? 'default';
  if (labels['gateway.networking.k8s.io/gateway-name'] === name && namespace === home) return true;
  return (
    labels['gateway.envoyproxy.io/owning-gateway-name'] === name &&
    labels['gateway.envoyproxy.io/owning-gateway-namespace'] === home
  );
}

function readBackends(route: RawObject, context: EntryContext): readonly Backend[] {
  const namespace = namespaceOf(route) ?? 'default';
  const found = new Map<string, Backend>();
  asList(member(route.spec, 'rules')).forEach((rule, ruleIndex) => {
    asList(member(rule, 'backendRefs')).forEach((ref, refIndex) => {
      const field = `spec.rules[${String(ruleIndex)}].backendRefs[${String(refIndex)}]`;
      const name = asText(member(ref, 'name'));
      if (name === undefined || (asText(member(ref, 'kind')) ?? 'Service') !== 'Service') return;
      if ((asText(member(ref, 'group')) ?? 'core') !== 'core') return;
      const target = asText(member(ref, 'namespace')) ?? namespace;
      if (target !== namespace && !isGranted(route, namespace, target, name, context)) {
        reportBackend(
          context,
          route,
          field,
          `Service ${target}/${name} is in another namespace and no ReferenceGrant there permits it; the backend is refused`,
        );
        return;
      }
      const service = findService(context, target, name);
      const ports = service === undefined ? [] : matchPorts(service, asInteger(member(ref, 'port')));
      if (service === undefined || ports.length === 0) {
        reportBackend(
          context,
          route,
          field,
          `Service ${target}/${name} or its port is not in the input, so this backend leads nowhere`,
        );
        return;
      }
      for (const port of ports) {
        found.set(JSON.stringify([target, name, port.port, port.protocol]), { service: name, targets: port.targets });
      }
    });
  });
  return [...found.values()];
}

/** A backend in another namespace needs that namespace's consent. */
function isGranted(route: RawObject, from: string, to: string, service: string, context: EntryContext): boolean {
  return (context.objects.get('gateway.networking.k8s.io/ReferenceGrant') ?? []).some(
    (grant) =>
      namespaceOf(grant) === to &&
      asList(member(grant.spec, 'from')).some(
        (item) =>
          member(item, 'group') === 'gateway.networking.k8s.io' &&
          member(item, 'kind') === route.kind &&
          member(item, 'namespace') === from,
      ) &&
      asList(member(grant.spec, 'to')).some(
        (item) =>
          (asText(member(item, 'group')) ?? 'core') === 'core' &&
          member(item, 'kind') === 'Service' &&
          (asText(member(item, 'name')) ?? service) === service,
      ),
  );
}
