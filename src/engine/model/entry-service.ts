import { type EntryContext } from './entry-context.js';
import { asBoolean, byText, member } from './json-value.js';
import { isPrivate, loadBalancerScope, type Scope } from './load-balancer-scope.js';
import type { EntryPoint, ServiceModel, ServicePortModel } from './network-model.js';
import { namespaceOf } from './duplicate-objects.js';

/** Doors that Services open: node ports, load balancers and external addresses. */
export function serviceEntries(context: EntryContext): readonly EntryPoint[] {
  return (context.objects.get('core/Service') ?? []).flatMap((object) => {
    const service = context.services.get(`${namespaceOf(object) ?? 'default'}\n${object.metadata.name}`);
    if (service === undefined || service.type === 'ExternalName') return [];
    return service.ports.flatMap((port) => [
      ...nodePort(service, port, asBoolean(member(object.spec, 'allocateLoadBalancerNodePorts')) ?? true),
      ...(service.type === 'LoadBalancer'
        ? [loadBalancer(service, port, loadBalancerScope(object, context.platforms), context.platforms)]
        : []),
      ...externalAddresses(service, port),
    ]);
  });
}

/** The number is 0 while the cluster has not assigned one yet, as in manifests. */
function nodePort(service: ServiceModel, port: ServicePortModel, allocates: boolean): EntryPoint[] {
  const opens =
    service.type === 'NodePort' || (service.type === 'LoadBalancer' && (allocates || port.nodePort !== undefined));
  if (!opens) return [];
  return [
    {
      ...common(service, port),
      type: 'node-port',
      port: port.nodePort ?? 0,
      scope: 'public',
      // loadBalancerSourceRanges guard the load balancer's address only, never the node's.
      sourceRanges: [],
      sourceHidden: service.externalTrafficPolicy === 'Cluster',
    },
  ];
}

/** Platforms of which the balancers, or kube-proxy behind them, are known to enforce source ranges. */
const ENFORCING_PLATFORMS = ['aws', 'gce', 'azure', 'oci', 'openstack', 'ibm', 'ibmcloud', 'alicloud'];

function loadBalancer(
  service: ServiceModel,
  port: ServicePortModel,
  { scope, doubt }: Scope,
  platforms: ReadonlySet<string>,
): EntryPoint {
  const isEnforced = service.sourceRanges.length === 0 || ENFORCING_PLATFORMS.some((name) => platforms.has(name));
  return {
    ...common(service, port),
    type: 'load-balancer',
    port: port.port,
    scope,
    ...(doubt === undefined ? {} : { scopeDoubt: doubt }),
    ...(isEnforced ? {} : { rangesDoubt: 'whether the platform enforces source ranges is not known' }),
    sourceRanges: service.sourceRanges,
    sourceHidden: service.externalTrafficPolicy === 'Cluster',
  };
}

function externalAddresses(service: ServiceModel, port: ServicePortModel): EntryPoint[] {
  if (service.externalIPs.length === 0) return [];
  return [
    {
      ...common(service, port),
      type: 'external-ip',
      port: port.port,
      hosts: [...service.externalIPs].sort(byText),
      scope: service.externalIPs.every(isPrivate) ? 'internal' : 'public',
      sourceRanges: [],
      sourceHidden: service.externalTrafficPolicy === 'Cluster',
    },
  ];
}

function common(service: ServiceModel, port: ServicePortModel) {
  return {
    source: service.ref,
    namespace: service.namespace,
    service: service.name,
    protocol: port.protocol,
    hosts: [] as readonly string[],
    tls: false,
    targets: port.targets,
  };
}
