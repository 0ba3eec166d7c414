import type { NetworkModel } from '../../model/network-model.js';
import { asList, asText, member, memberAt } from '../../model/json-value.js';
import { namespaceOf } from '../../model/duplicate-objects.js';

/** What a port carries as far as Services declare it; `either` where nobody does or they disagree. */
export type PortProtocol = 'http' | 'tcp' | 'either';

const HTTP: ReadonlySet<string> = new Set(['http', 'http2', 'http_proxy', 'grpc', 'grpc-web']);
const TCP: ReadonlySet<string> = new Set(['tcp', 'tls', 'https', 'mongo', 'mysql', 'redis', 'udp', 'hbone']);
/** Names the Kubernetes API gives to application protocols. */
const STANDARD: ReadonlyMap<string, PortProtocol> = new Map([
  ['kubernetes.io/h2c', 'http'],
  ['kubernetes.io/ws', 'http'],
  ['kubernetes.io/wss', 'tcp'],
]);
/** SMTP, DNS, MySQL, MongoDB: their servers speak first, so Istio never sniffs them. */
const SERVER_FIRST: ReadonlySet<number> = new Set([25, 53, 3306, 27_017]);

/** Declared protocols of TCP ports, by group and port. */
export function declaredProtocols({
  services,
  objects,
}: NetworkModel): ReadonlyMap<number, ReadonlyMap<number, PortProtocol>> {
  const declared = new Map<number, Map<number, PortProtocol>>();
  const applications = applicationProtocols(objects.get('core/Service') ?? []);
  for (const { namespace, name, ports } of services) {
    for (const port of ports) {
      if (port.protocol !== 'TCP') continue;
      const application = applications.get(portKey(namespace, name, port.port, port.name));
      const protocol = protocolOf(port.name, application, port.port);
      for (const { group, port: target } of port.targets) {
        let own = declared.get(group);
        if (own === undefined) declared.set(group, (own = new Map<number, PortProtocol>()));
        const other = own.get(target);
        own.set(target, other === undefined || other === protocol ? protocol : 'either');
      }
    }
  }
  return declared;
}

/** `appProtocol` of every Service port that has one. */
function applicationProtocols(
  services: NonNullable<ReturnType<NetworkModel['objects']['get']>>,
): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const service of services) {
    for (const port of asList(memberAt(service, 'spec', 'ports'))) {
      const text = asText(member(port, 'appProtocol'));
      if (text === undefined) continue;
      const { name } = service.metadata;
      found.set(
        portKey(namespaceOf(service) ?? 'default', name, member(port, 'port'), asText(member(port, 'name'))),
        text,
      );
    }
  }
  return found;
}

function portKey(namespace: string, service: string, port: unknown, name: string | undefined): string {
  return `${namespace}/${service} ${String(port)} ${name ?? ''}`;
}

/** Istio's reading: the application protocol, else the port's name up to its first dash (semantics 05 §5). */
function protocolOf(name: string | undefined, application: string | undefined, port: number): PortProtocol {
  const standard = STANDARD.get(application ?? '');
  if (standard !== undefined) return standard;
  const text = (application ?? name ?? '').toLowerCase();
  const word = text.startsWith('grpc-web') ? 'grpc-web' : (text.split('-')[0] ?? '');
  if (HTTP.has(word)) return 'http';
  return TCP.has(word) || SERVER_FIRST.has(port) ? 'tcp' : 'either';
}
