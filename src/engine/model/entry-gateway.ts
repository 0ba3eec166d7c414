import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, refIn, reportBackend } from './entry-context.js';
import { attachedListeners, type Listener, readListeners } from './gateway-attachment.js';
import { asInteger, asList, asText, byText, member } from './json-value.js';
import { ingressScope, isPrivate } from './load-balancer-scope.js';
import type { EntryPoint, EntryTarget } from './network-model.js';
import type { RawObject } from './raw-object.js';

const ROUTE_KINDS = ['HTTPRoute', 'GRPCRoute', 'TLSRoute', 'TCPRoute', 'UDPRoute'] as const;

/** A Service port a route forwards to. */
interface Backend {
  readonly service: string;
  readonly targets: readonly EntryTarget[];
}

/** Doors of the Gateway API: one for each listener, route and backend Service (semantics 08 §6). */
export function gatewayEntries(context: EntryContext): readonly EntryPoint[] {
  const listeners = readListeners(context);
  if (listeners.length === 0) return [];
  return ROUTE_KINDS.flatMap((kind) =>
    (context.objects.get(`gateway.networking.k8s.io/${kind}`) ?? []).flatMap((route) => {
      const attached = attachedListeners(route, listeners, context);
      if (attached.length === 0) return [];
      const backends = readBackends(route, context);
      return attached.flatMap((listener) => backends.map((backend) => entryOf(route, listener, backend)));
    }),
  );
}

function entryOf(route: RawObject, listener: Listener, backend: Backend): EntryPoint {
  const namespace = namespaceOf(route) ?? 'default';
  const hosts = asList(member(route.spec, 'hostnames')).flatMap((host) => asText(host) ?? []);
  const fallback = listener.hostname === '' ? '*' : listener.hostname;
  const addresses = asList(member(listener.gateway.status, 'addresses')).flatMap(
    (item) => asText(member(item, 'value')) ?? [],
  );
  const gatewayClass = asText(member(listener.gateway.spec, 'gatewayClassName')) ?? '';
  const internal =
    addresses.length > 0
      ? addresses.every(isPrivate)
      : ingressScope(listener.gateway.metadata.annotations ?? {}, gatewayClass) === 'internal';
  return {
    source: refIn(route, namespace),
    type: 'gateway',
    namespace,
    service: backend.service,
    port: listener.port,
    protocol: listener.protocol === 'UDP' ? 'UDP' : 'TCP',
    hosts: hosts.length > 0 ? [...hosts].sort(byText) : [fallback],
    tls: listener.protocol === 'HTTPS' || listener.protocol === 'TLS',
    scope: internal ? 'internal' : 'public',
    sourceRanges: [],
    sourceHidden: true,
    targets: backend.targets,
  };
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
        (item) => member(item, 'kind') === route.kind && member(item, 'namespace') === from,
      ) &&
      asList(member(grant.spec, 'to')).some(
        (item) => member(item, 'kind') === 'Service' && (asText(member(item, 'name')) ?? service) === service,
      ),
  );
}
