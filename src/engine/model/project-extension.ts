import { boundedCopy, TOO_DEEP } from './bounded-copy.js';
import { asList, asRecord, asText, member, memberAt } from './json-value.js';
import type { ProjectedBody } from './project-workload.js';

type Projection = (object: unknown) => ProjectedBody | typeof TOO_DEEP;

/** Whether a controller has accepted an object, is all that its conditions say here; messages are dropped. */
const CONDITION = ['type', 'status', 'reason'] as const;
const REMOTE_END = ['cluster_id', 'subnets', 'healthCheckIP', 'hostname'] as const;
const RANGES = ['clusterID', 'clusterCIDR', 'serviceCIDR', 'globalCIDR'] as const;

/**
 * Extensions of which only some fields may enter, because the rest holds credentials, changes every minute or is
 * free-form configuration (semantics 05-09). By `group/Kind`.
 */
export const EXTENSION_PROJECTIONS: ReadonlyMap<string, Projection> = new Map<string, Projection>([
  ['cilium.io/CiliumNode', (object) => ({ spec: { ...picked(member(object, 'spec'), ['addresses']), ipam: picked(memberAt(object, 'spec', 'ipam'), ['podCIDRs']) } })],
  ['networking.istio.io/EnvoyFilter', fields(['workloadSelector', 'targetRefs'])],
  ['security.istio.io/RequestAuthentication', requestAuthentication],
  ['policy.linkerd.io/HTTPRoute', withoutCredentials],
  ['multicluster.linkerd.io/Link', fields(['targetClusterName', 'targetClusterDomain', 'gatewayAddress', 'gatewayPort', 'gatewayIdentity', 'selector', 'remoteDiscoverySelector', 'federatedServiceSelector', 'probeSpec'])],
  ['consul.hashicorp.com/ServiceIntentions', synced(['destination', 'sources', 'jwt'])],
  ['consul.hashicorp.com/ServiceDefaults', synced(['protocol', 'mode', 'mutualTLSMode', 'transparentProxy', 'expose', 'externalSNI', 'destination', 'meshGateway', 'balanceInboundConnections'])],
  ['consul.hashicorp.com/ProxyDefaults', proxyDefaults],
  ['consul.hashicorp.com/Mesh', synced(['transparentProxy', 'allowEnablingPermissiveMutualTLS', 'peering', 'validateClusters'])],
  ['consul.hashicorp.com/ExportedServices', synced(['services'])],
  ['consul.hashicorp.com/SamenessGroup', synced(['defaultForFailover', 'includeLocal', 'members'])],
  ['consul.hashicorp.com/PeeringAcceptor', synced([])],
  ['consul.hashicorp.com/PeeringDialer', synced([])],
  ['gateway.networking.k8s.io/GatewayClass', synced(['controllerName'])],
  ['gateway.networking.k8s.io/Gateway', gateway],
  ['multicluster.x-k8s.io/ServiceExport', serviceImport],
  ['multicluster.x-k8s.io/ServiceImport', serviceImport],
  ['net.gke.io/ServiceExport', serviceImport],
  ['net.gke.io/ServiceImport', serviceImport],
  ['submariner.io/Cluster', whole],
  ['submariner.io/Endpoint', whole],
  ['submariner.io/Gateway', submarinerGateway],
  ['submariner.io/GlobalEgressIP', allocated],
  ['submariner.io/GlobalIngressIP', allocated],
  ['submariner.io/ClusterGlobalEgressIP', allocated],
  // The operator's objects hold broker tokens and the key of the tunnel.
  ['submariner.io/Submariner', submariner],
  ['submariner.io/Broker', submariner],
  ['submariner.io/ServiceDiscovery', submariner],
  ['multicluster.crd.antrea.io/ClusterSet', antreaClusterSet],
  ['multicluster.crd.antrea.io/Gateway', (object) => ({ ...picked(object, ['gatewayIP', 'internalIP', 'serviceCIDR', 'podCIDRs']), spec: {} })],
  ['multicluster.crd.antrea.io/MemberClusterAnnounce', () => ({})],
  ['multicluster.crd.antrea.io/ClusterInfoImport', fields(['clusterID', 'serviceCIDR', 'podCIDRs', 'gatewayInfos'])],
  ['migration.projectcalico.org/DatastoreMigration', (object) => withStatus(picked(member(object, 'spec'), ['type']), picked(member(object, 'status'), ['phase']))],
  ['skupper.io/Site', skupper],
  ['skupper.io/Link', skupper],
  ['skupper.io/Listener', skupper],
  ['skupper.io/Connector', skupper],
  ['projectcalico.org/RemoteClusterConfiguration', fields(['k8sAPIEndpoint', 'clusterAccessSecret'])],
  ['crd.projectcalico.org/RemoteClusterConfiguration', fields(['k8sAPIEndpoint', 'clusterAccessSecret'])],
  ['k8s.cni.cncf.io/NetworkAttachmentDefinition', attachment],
  ['traefik.io/IngressRoute', ingressRoute],
  ['traefik.io/IngressRouteTCP', ingressRoute],
  ['traefik.io/IngressRouteUDP', ingressRoute],
  ['traefik.containo.us/IngressRoute', ingressRoute],
  ['traefik.containo.us/IngressRouteTCP', ingressRoute],
  ['traefik.containo.us/IngressRouteUDP', ingressRoute],
  ['config.openshift.io/Network', fields(['clusterNetwork', 'serviceNetwork', 'networkType', 'externalIP'])],
  ['operator.openshift.io/Network', fields(['clusterNetwork', 'serviceNetwork', 'defaultNetwork', 'disableMultiNetwork', 'useMultiNetworkPolicy'])],
  ['operator.tigera.io/Installation', fields(['variant', 'cni', 'calicoNetwork', 'kubernetesProvider'])],
  ['eks.amazonaws.com/NodeClass', fields(['networkPolicy', 'networkPolicyEventLogs'])],
]); // prettier-ignore

/** Members of an object that exist, copied; what is nested too deeply is left out. */
function picked(value: unknown, names: readonly string[]): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const name of names) {
    const copy = boundedCopy(member(value, name) ?? null);
    if (copy !== null && copy !== TOO_DEEP) kept[name] = copy;
  }
  return kept;
}

function fields(names: readonly string[]): Projection {
  return (object) => ({ spec: picked(member(object, 'spec'), names) });
}

function whole(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {});
  return spec === TOO_DEEP ? TOO_DEEP : { spec };
}

function withoutCredentials(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {}, new Set(['filters', 'headers']));
  return spec === TOO_DEEP ? TOO_DEEP : { spec };
}

/** The conditions of an object or of a part of it; absent when there are none. */
function conditions(status: unknown): { conditions?: readonly Record<string, unknown>[] } {
  const found = asList(member(status, 'conditions')).map((item) => picked(item, CONDITION));
  return found.length === 0 ? {} : { conditions: found };
}

function withStatus(spec: Record<string, unknown>, status: Record<string, unknown>): ProjectedBody {
  return { spec, ...(Object.keys(status).length === 0 ? {} : { status }) };
}

function synced(names: readonly string[]): Projection {
  return (object) => withStatus(picked(member(object, 'spec'), names), conditions(member(object, 'status')));
}

/** `config` is free text for Envoy; of it only the protocol matters. */
function proxyDefaults(object: unknown): ProjectedBody {
  const spec = member(object, 'spec');
  const protocol = asText(memberAt(spec, 'config', 'protocol'));
  return withStatus(
    {
      ...picked(spec, ['mode', 'mutualTLSMode', 'transparentProxy', 'expose', 'meshGateway']),
      ...(protocol === undefined ? {} : { config: { protocol } }),
    },
    conditions(member(object, 'status')),
  );
}

function requestAuthentication(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {}, new Set(['jwks', 'fromHeaders', 'fromParams', 'fromCookies']));
  return spec === TOO_DEEP ? TOO_DEEP : { spec };
}

function gateway(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {});
  if (spec === TOO_DEEP) return TOO_DEEP;
  const status = member(object, 'status');
  const addresses = asList(member(status, 'addresses')).map((item) => picked(item, ['type', 'value']));
  return withStatus(spec as Record<string, unknown>, {
    ...(addresses.length === 0 ? {} : { addresses }),
    ...conditions(status),
  });
}

function serviceImport(object: unknown): ProjectedBody {
  const status = member(object, 'status');
  const clusters = asList(member(status, 'clusters')).map((item) => picked(item, ['cluster']));
  return withStatus(picked(member(object, 'spec'), ['type', 'ports', 'ips', 'sessionAffinity']), {
    ...conditions(status),
    ...(clusters.length === 0 ? {} : { clusters }),
  });
}

function submarinerGateway(object: unknown): ProjectedBody {
  const status = member(object, 'status');
  const connections = asList(member(status, 'connections')).map((item) => ({
    ...picked(item, ['status']),
    endpoint: picked(member(item, 'endpoint'), REMOTE_END),
  }));
  const local = picked(member(status, 'localEndpoint'), REMOTE_END);
  return withStatus(
    {},
    {
      ...picked(status, ['haStatus']),
      ...(connections.length === 0 ? {} : { connections }),
      ...(Object.keys(local).length === 0 ? {} : { localEndpoint: local }),
    },
  );
}

function allocated(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {});
  if (spec === TOO_DEEP) return TOO_DEEP;
  return withStatus(spec as Record<string, unknown>, picked(member(object, 'status'), ['allocatedIPs', 'allocatedIP']));
}

function submariner(object: unknown): ProjectedBody {
  return withStatus(
    picked(member(object, 'spec'), [...RANGES, 'globalnetEnabled', 'natEnabled', 'cableDriver']),
    picked(member(object, 'status'), RANGES),
  );
}

function antreaClusterSet(object: unknown): ProjectedBody | typeof TOO_DEEP {
  const spec = boundedCopy(member(object, 'spec') ?? {});
  if (spec === TOO_DEEP) return TOO_DEEP;
  const statuses = asList(memberAt(object, 'status', 'clusterStatuses')).map((item) => ({
    ...picked(item, ['clusterID']),
    ...conditions(item),
  }));
  return withStatus(spec as Record<string, unknown>, statuses.length === 0 ? {} : { clusterStatuses: statuses });
}

function skupper(object: unknown): ProjectedBody {
  const status = member(object, 'status');
  return withStatus(
    picked(member(object, 'spec'), ['linkAccess', 'routingKey', 'host', 'port', 'type', 'selector', 'endpoints', 'exposePodsByName']),
    { ...conditions(status), ...picked(status, ['remoteSiteName', 'remoteSiteId']) },
  ); // prettier-ignore
}

/** The configuration is a text for the CNI plugin: which plugin it is and which network it joins is all that is kept. */
function attachment(object: unknown): ProjectedBody {
  const config = asText(memberAt(object, 'spec', 'config'));
  if (config === undefined) return { spec: {} };
  const parsed = parseJson(config.slice(0, 65_536));
  const plugins = asList(member(parsed, 'plugins')).map((item) => networkOf(item));
  const kept = { ...networkOf(parsed), ...(plugins.length === 0 ? {} : { plugins }) };
  return { spec: { config: JSON.stringify(kept) } };
}

function networkOf(config: unknown): Record<string, unknown> {
  return picked(config, ['name', 'type', 'topology', 'subnets', 'excludeSubnets', 'netAttachDefName', 'role', 'vlan', 'vlanID', 'master', 'bridge', 'mode', 'physicalNetworkName']); // prettier-ignore
}

/** A comma after the last member, which the CNI library refuses, is read over: what was meant is plain. */
function parseJson(text: string): unknown {
  try {
    return asRecord(JSON.parse(text.replace(/,(\s*[}\]])/g, '$1')));
  } catch {
    return undefined;
  }
}

/** Matchers of headers and queries may quote credentials; which hosts and services a route joins is enough. */
function ingressRoute(object: unknown): ProjectedBody {
  const spec = member(object, 'spec');
  const routes = asList(member(spec, 'routes')).map((route) => {
    const match = asText(member(route, 'match'));
    return {
      ...(match === undefined ? {} : { match: hostsOf(match) }),
      services: asList(member(route, 'services')).map((item) => picked(item, ['kind', 'name', 'namespace', 'port'])),
    };
  });
  const tls = asRecord(member(spec, 'tls')) === undefined ? {} : { tls: {} };
  return { spec: { ...picked(spec, ['entryPoints', 'ingressClassName']), routes, ...tls } };
}

/** The `Host(…)`, `HostSNI(…)` and `HostRegexp(…)` terms of a Traefik rule, joined by `||`. */
function hostsOf(rule: string): string {
  return (rule.slice(0, 4096).match(/Host(?:SNI|Regexp|SNIRegexp)?\([^()]*\)/g) ?? []).join(' || ');
}
