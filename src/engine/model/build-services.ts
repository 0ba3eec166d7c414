import { namespaceOf } from './duplicate-objects.js';
import type { GroupLookup } from './group-lookup.js';
import { asList, asPort, asRecord, asStringMap, asText, asTextList, byText, member } from './json-value.js';
import { manualEndpoints, type ManualEndpoints } from './manual-endpoints.js';
import type { EntryTarget, ServiceModel, ServicePortModel } from './network-model.js';
import { readProtocol } from './protocol.js';
import { type RawObject, refOf } from './raw-object.js';
import { resolveTarget } from './target-port.js';

const SOURCE_RANGES = 'service.beta.kubernetes.io/load-balancer-source-ranges';

/**
 * Every Service with the pods behind it, sorted by namespace and name.
 * @param endpoints EndpointSlices and Endpoints that were made by hand; they stand in for a missing selector.
 */
export function buildServices(
  services: readonly RawObject[],
  endpoints: readonly RawObject[],
  lookup: GroupLookup,
): readonly ServiceModel[] {
  const manual = manualEndpoints(endpoints, lookup);
  return services
    .map((service) => serviceModel(service, manual, lookup))
    .sort((a, b) => byText(a.namespace, b.namespace) || byText(a.name, b.name));
}

function serviceModel(service: RawObject, manual: ManualEndpoints, lookup: GroupLookup): ServiceModel {
  const { spec } = service;
  const namespace = namespaceOf(service) ?? 'default';
  const { name } = service.metadata;
  const type = serviceType(spec);
  const selector = readSelector(spec);
  const byHand = selector === null ? manual.of(namespace, name) : [];
  const groups = selector === null ? byHand.map((target) => target.group) : lookup.select(namespace, selector);
  const ports = asList(member(spec, 'ports')).flatMap((item) => {
    const port = readPort(item);
    if (port === undefined) return [];
    const targets =
      selector === null
        ? byHand.filter((target) => target.portName === (port.name ?? '') && target.protocol === port.protocol)
        : selected(groups, lookup, port);
    return [
      resolved(
        port,
        targets.map(({ group, protocol, port: number, declared }) => ({ group, protocol, port: number, declared })),
      ),
    ];
  });
  const annotations = asStringMap(service.metadata.annotations);
  return {
    ref: { ...refOf(service), namespace },
    namespace,
    name,
    type,
    labels: asStringMap(service.metadata.labels),
    annotations,
    selector,
    ports,
    sourceRanges: sourceRanges(spec, annotations),
    externalIPs: asTextList(member(spec, 'externalIPs')),
    externalTrafficPolicy: member(spec, 'externalTrafficPolicy') === 'Local' ? 'Local' : 'Cluster',
    groups: [...new Set(groups)].sort((a, b) => a - b),
  };
}

interface ServicePort {
  readonly name?: string;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
  readonly nodePort?: number;
  readonly targetPort: number | string;
}

function readPort(item: unknown): ServicePort | undefined {
  const port = asPort(member(item, 'port'));
  const protocol = readProtocol(member(item, 'protocol'));
  if (port === undefined || protocol === undefined) return undefined;
  const name = asText(member(item, 'name'));
  const nodePort = asPort(member(item, 'nodePort'));
  const target = member(item, 'targetPort');
  return {
    ...(name === undefined ? {} : { name }),
    protocol,
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    // A targetPort of 0 or none means the Service port; a text of digits is a name in the API and matches no port name.
    targetPort: asPort(target) ?? asText(target) ?? port,
  };
}

function resolved({ name, protocol, port, nodePort }: ServicePort, targets: readonly EntryTarget[]): ServicePortModel {
  return {
    ...(name === undefined ? {} : { name }),
    protocol,
    port,
    ...(nodePort === undefined ? {} : { nodePort }),
    targets,
  };
}

function selected(groups: readonly number[], lookup: GroupLookup, port: ServicePort): readonly EntryTarget[] {
  return groups.flatMap((index) => {
    const group = lookup.groups[index];
    return group === undefined ? [] : (resolveTarget(group, index, port.targetPort, port.protocol) ?? []);
  });
}

function serviceType(spec: unknown): ServiceModel['type'] {
  switch (member(spec, 'type')) {
    case 'NodePort':
      return 'NodePort';
    case 'LoadBalancer':
      return 'LoadBalancer';
    case 'ExternalName':
      return 'ExternalName';
    default:
      return member(spec, 'clusterIP') === 'None' ? 'Headless' : 'ClusterIP';
  }
}

/** Null when pods are not selected by labels: no selector, an empty one, or a mere DNS alias. */
function readSelector(spec: unknown): ReadonlyMap<string, string> | null {
  if (member(spec, 'type') === 'ExternalName' || asRecord(member(spec, 'selector')) === undefined) return null;
  const selector = asStringMap(member(spec, 'selector'));
  return selector.size === 0 ? null : selector;
}

function sourceRanges(spec: unknown, annotations: ReadonlyMap<string, string>): readonly string[] {
  const listed = asTextList(member(spec, 'loadBalancerSourceRanges'));
  if (listed.length > 0) return listed;
  const text = annotations.get(SOURCE_RANGES);
  return text === undefined
    ? []
    : text
        .split(',')
        .map((range) => range.trim())
        .filter((range) => range !== '');
}
