import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, mergeTargets, refIn, reportBackend } from './entry-context.js';
import { classServing } from './entry-class.js';
import { asInteger, asList, asText, asRecord, member, memberAt } from './json-value.js';
import type { EntryPoint } from './network-model.js';
import type { RawObject } from './raw-object.js';

/** Doors that OpenShift Routes open. A Route without a port leads to every port of its Service. */
export function routeEntries(context: EntryContext): readonly EntryPoint[] {
  return (context.objects.get('route.openshift.io/Route') ?? []).flatMap((route) => {
    const namespace = namespaceOf(route) ?? 'default';
    const backends = [member(route.spec, 'to'), ...asList(member(route.spec, 'alternateBackends'))];
    return backends.flatMap((backend, index) =>
      entryOf(
        route,
        namespace,
        backend,
        index === 0 ? 'spec.to' : `spec.alternateBackends[${String(index - 1)}]`,
        context,
      ),
    );
  });
}

const RANGE_ANNOTATIONS = ['haproxy.router.openshift.io/ip_allowlist', 'haproxy.router.openshift.io/ip_whitelist'];

/** Clients the router admits, separated by spaces. */
function sourceRanges({ metadata }: RawObject): readonly string[] {
  const text = RANGE_ANNOTATIONS.map((key) => metadata.annotations?.[key]).find((value) => value !== undefined) ?? '';
  return text.split(/\s+/).filter((range) => range !== '');
}

function entryOf(
  route: RawObject,
  namespace: string,
  backend: unknown,
  field: string,
  context: EntryContext,
): EntryPoint[] {
  const name = asText(member(backend, 'name'));
  const kind = asText(member(backend, 'kind')) ?? 'Service';
  if (name === undefined || kind !== 'Service') return [];
  const service = findService(context, namespace, name);
  if (service === undefined) {
    reportBackend(
      context,
      route,
      field,
      `Service ${namespace}/${name} is not in the input, so this Route leads nowhere`,
    );
    return [];
  }
  const target = memberAt(route.spec, 'port', 'targetPort');
  const ports = matchPorts(service, asInteger(target) ?? asText(target));
  if (ports.length === 0) {
    reportBackend(context, route, 'spec.port.targetPort', `Service ${namespace}/${name} has no port ${String(target)}`);
    return [];
  }
  const { doubt, proxies, front } = classServing('openshift-default', context);
  const host = asText(member(route.spec, 'host'));
  const tls = asRecord(member(route.spec, 'tls')) !== undefined;
  return [
    {
      source: refIn(route, namespace),
      type: 'ingress',
      namespace,
      service: name,
      port: tls ? 443 : 80,
      protocol: 'TCP',
      hosts: [host ?? '*'],
      tls,
      scope: front?.scope ?? 'public',
      ...(front?.doubt === undefined ? {} : { scopeDoubt: front.doubt }),
      ...(doubt === undefined ? {} : { doubt }),
      ...(proxies === undefined ? {} : { proxies }),
      sourceRanges: sourceRanges(route),
      sourceHidden: true,
      targets: mergeTargets(ports),
    },
  ];
}
