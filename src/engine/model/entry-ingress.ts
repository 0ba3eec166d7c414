import { namespaceOf } from './duplicate-objects.js';
import { type EntryContext, findService, matchPorts, mergeTargets, refIn, reportBackend } from './entry-context.js';
import { asInteger, asList, asText, byText, member, memberAt } from './json-value.js';
import { ingressServing } from './entry-class.js';
import { ingressScope, type Scope, scopeOfAddresses } from './load-balancer-scope.js';
import type { EntryPoint } from './network-model.js';
import type { RawObject } from './raw-object.js';

/** One backend of an Ingress, with the hosts that lead to it. */
interface Backend {
  readonly service: string;
  readonly port: number | string | undefined;
  readonly hosts: Set<string>;
  readonly field: string;
}

/** Doors that Ingresses open: one for each Service port they name. */
export function ingressEntries(context: EntryContext): readonly EntryPoint[] {
  const ingresses = [
    ...(context.objects.get('networking.k8s.io/Ingress') ?? []),
    ...(context.objects.get('extensions/Ingress') ?? []),
  ];
  return ingresses.flatMap((ingress) => entriesOf(ingress, context));
}

function entriesOf(ingress: RawObject, context: EntryContext): EntryPoint[] {
  const namespace = namespaceOf(ingress) ?? 'default';
  const annotations = ingress.metadata.annotations ?? {};
  const serving = ingressServing(ingress, context);
  const { scope, doubt: scopeDoubt } = ingressScope(
    annotations,
    serving.className,
    statusScope(ingress) ?? serving.front,
  );
  const secured = asList(member(ingress.spec, 'tls'));
  return readBackends(ingress.spec).flatMap((backend): EntryPoint[] => {
    const service = findService(context, namespace, backend.service);
    if (service === undefined) {
      reportBackend(
        context,
        ingress,
        backend.field,
        `Service ${namespace}/${backend.service} is not in the input, so this backend leads nowhere`,
      );
      return [];
    }
    const ports = matchPorts(service, backend.port);
    if (ports.length === 0) {
      reportBackend(
        context,
        ingress,
        backend.field,
        `Service ${namespace}/${backend.service} has no port ${String(backend.port)}; use one of ${service.ports.map((port) => String(port.port)).join(', ')}`,
      );
      return [];
    }
    const tls = secured.length > 0;
    return [
      {
        source: refIn(ingress, namespace),
        type: 'ingress',
        namespace,
        service: service.name,
        port: tls ? 443 : 80,
        protocol: 'TCP',
        hosts: [...backend.hosts].sort(byText),
        tls,
        scope,
        ...(scopeDoubt === undefined ? {} : { scopeDoubt }),
        ...(serving.doubt === undefined ? {} : { doubt: serving.doubt }),
        ...(serving.proxies === undefined ? {} : { proxies: serving.proxies }),
        sourceRanges: sourceRanges(annotations),
        sourceHidden: true,
        targets: mergeTargets(ports),
      },
    ];
  });
}

/** What the addresses in `status.loadBalancer` say. */
export function statusScope(object: RawObject): Scope | undefined {
  const addresses = asList(memberAt(object.status, 'loadBalancer', 'ingress'));
  return scopeOfAddresses(
    addresses.flatMap((item) => asText(member(item, 'ip')) ?? []),
    addresses.flatMap((item) => asText(member(item, 'hostname')) ?? []),
  );
}

function readBackends(spec: unknown): readonly Backend[] {
  const found = new Map<string, Backend>();
  const add = (value: unknown, field: string, host: string): void => {
    // networking.k8s.io/v1beta1 wrote serviceName and servicePort.
    const service = asText(memberAt(value, 'service', 'name')) ?? asText(member(value, 'serviceName'));
    if (service === undefined) return;
    const port = memberAt(value, 'service', 'port');
    const legacy = member(value, 'servicePort');
    const wanted =
      asInteger(member(port, 'number')) ?? asText(member(port, 'name')) ?? asInteger(legacy) ?? asText(legacy);
    const key = JSON.stringify([service, wanted ?? null]);
    const backend = found.get(key) ?? { service, port: wanted, hosts: new Set<string>(), field };
    backend.hosts.add(host);
    found.set(key, backend);
  };
  add(member(spec, 'defaultBackend') ?? member(spec, 'backend'), 'spec.defaultBackend', '*');
  asList(member(spec, 'rules')).forEach((rule, ruleIndex) => {
    const host = asText(member(rule, 'host')) ?? '*';
    asList(memberAt(rule, 'http', 'paths')).forEach((path, pathIndex) => {
      add(member(path, 'backend'), `spec.rules[${String(ruleIndex)}].http.paths[${String(pathIndex)}].backend`, host);
    });
  });
  return [...found.values()];
}

const RANGE_ANNOTATIONS = [
  'nginx.ingress.kubernetes.io/whitelist-source-range',
  'nginx.ingress.kubernetes.io/allowlist-source-range',
  'alb.ingress.kubernetes.io/inbound-cidrs',
  'haproxy.org/allow-list',
] as const;

function sourceRanges(annotations: Readonly<Record<string, string>>): readonly string[] {
  const text = RANGE_ANNOTATIONS.map((key) => annotations[key]).find((value) => value !== undefined) ?? '';
  return text
    .split(',')
    .map((range) => range.trim())
    .filter((range) => range !== '');
}
