import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, mergeTargets, refIn } from './entry-context.js';
import { classServing } from './entry-class.js';
import { asInteger, asList, asRecord, asText, byText, member, memberAt } from './json-value.js';
import type { EntryPoint, ServicePortModel } from './network-model.js';
import type { RawObject } from './raw-object.js';

/** A Service a route of an extension leads to. */
interface Backend {
  readonly namespace: string;
  readonly service: string;
  readonly port: number | string | undefined;
}

const TRAEFIK = ['traefik.io', 'traefik.containo.us'].flatMap((group) =>
  ['IngressRoute', 'IngressRouteTCP', 'IngressRouteUDP'].map((kind) => `${group}/${kind}`),
);

/** Doors of Traefik, Contour and the AWS controller, which have kinds of their own (semantics 08 §3). */
export function extensionEntries(context: EntryContext): readonly EntryPoint[] {
  return [
    ...TRAEFIK.flatMap((kind) => context.objects.get(kind) ?? []).flatMap((route) => traefik(route, context)),
    ...(context.objects.get('projectcontour.io/HTTPProxy') ?? []).flatMap((proxy) => contour(proxy, context)),
    ...(context.objects.get('elbv2.k8s.aws/TargetGroupBinding') ?? []).flatMap((item) => targetGroup(item, context)),
  ];
}

function traefik(route: RawObject, context: EntryContext): EntryPoint[] {
  const home = namespaceOf(route) ?? 'default';
  const rules = asList(member(route.spec, 'routes'));
  const backends = rules
    .flatMap((rule) => asList(member(rule, 'services')))
    .flatMap((item) => backendOf(item, home, asText(member(item, 'kind')) ?? 'Service'));
  const hosts = rules.flatMap((rule) => [...(asText(member(rule, 'match')) ?? '').matchAll(/`([^`]+)`/g)]);
  return proxied(route, context, 'traefik', {
    backends,
    hosts: hosts.map(([, host = '*']) => host),
    tls: asRecord(member(route.spec, 'tls')) !== undefined,
    protocol: route.kind === 'IngressRouteUDP' ? 'UDP' : 'TCP',
  });
}

/** Included proxies have no virtual host of their own; the root that includes them opens the door. */
function contour(proxy: RawObject, context: EntryContext): EntryPoint[] {
  const home = namespaceOf(proxy) ?? 'default';
  const all = context.objects.get('projectcontour.io/HTTPProxy') ?? [];
  const host = asText(memberAt(proxy.spec, 'virtualhost', 'fqdn'));
  if (host === undefined) return [];
  const backends = collect(proxy, home, all, new Set());
  return proxied(proxy, context, asText(member(proxy.spec, 'ingressClassName')) ?? 'contour', {
    backends,
    hosts: [host],
    tls: asRecord(memberAt(proxy.spec, 'virtualhost', 'tls')) !== undefined,
    protocol: 'TCP',
  });
}

function collect(proxy: RawObject, home: string, all: readonly RawObject[], seen: Set<RawObject>): Backend[] {
  if (seen.has(proxy)) return [];
  seen.add(proxy);
  const own = [...asList(member(proxy.spec, 'routes')), member(proxy.spec, 'tcpproxy')]
    .flatMap((route) => asList(member(route, 'services')))
    .flatMap((item) => backendOf(item, home, 'Service'));
  const included = asList(member(proxy.spec, 'includes')).flatMap((item) => {
    const namespace = asText(member(item, 'namespace')) ?? home;
    const child = all.find(
      (other) => other.metadata.name === member(item, 'name') && (namespaceOf(other) ?? 'default') === namespace,
    );
    return child === undefined ? [] : collect(child, namespace, all, seen);
  });
  return [...own, ...included];
}

function backendOf(item: unknown, home: string, kind: string): Backend[] {
  const service = asText(member(item, 'name'));
  if (service === undefined || kind !== 'Service') return [];
  const namespace = asText(member(item, 'namespace')) ?? home;
  return [{ namespace, service, port: asInteger(member(item, 'port')) ?? asText(member(item, 'port')) }];
}

interface ProxiedRoute {
  readonly backends: readonly Backend[];
  readonly hosts: readonly string[];
  readonly tls: boolean;
  readonly protocol: 'TCP' | 'UDP';
}

function proxied(
  source: RawObject,
  context: EntryContext,
  className: string,
  { backends, hosts, tls, protocol }: ProxiedRoute,
): EntryPoint[] {
  const { doubt, proxies, front } = classServing(className, context);
  const namespace = namespaceOf(source) ?? 'default';
  return backends.flatMap((backend): EntryPoint[] => {
    const service = findService(context, backend.namespace, backend.service);
    const ports: readonly ServicePortModel[] = service === undefined ? [] : matchPorts(service, backend.port);
    return [
      {
        source: refIn(source, namespace),
        type: 'ingress',
        namespace,
        service: backend.service,
        port: tls ? 443 : 80,
        protocol,
        hosts: hosts.length === 0 ? ['*'] : [...new Set(hosts)].sort(byText),
        tls,
        scope: front?.scope ?? 'public',
        ...(front?.doubt === undefined ? {} : { scopeDoubt: front.doubt }),
        ...(doubt === undefined ? {} : { doubt }),
        ...(proxies === undefined ? {} : { proxies }),
        sourceRanges: [],
        sourceHidden: true,
        targets: mergeTargets(ports),
      },
    ];
  });
}

/** A target group of a balancer made outside the cluster: who may use that balancer is not in the API. */
function targetGroup(binding: RawObject, context: EntryContext): EntryPoint[] {
  const namespace = namespaceOf(binding) ?? 'default';
  const name = asText(memberAt(binding.spec, 'serviceRef', 'name'));
  const service = name === undefined ? undefined : findService(context, namespace, name);
  if (service === undefined) return [];
  const port = memberAt(binding.spec, 'serviceRef', 'port');
  const onNodes = member(binding.spec, 'targetType') === 'instance';
  return matchPorts(service, asInteger(port) ?? asText(port)).map((found) => ({
    source: refIn(binding, namespace),
    type: 'load-balancer',
    namespace,
    service: service.name,
    port: found.port,
    protocol: found.protocol,
    hosts: [],
    tls: false,
    scope: 'public',
    scopeDoubt: 'the balancer of its target group was made outside the cluster',
    sourceRanges: [],
    sourceHidden: onNodes,
    targets: found.targets,
  }));
}
