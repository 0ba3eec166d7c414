import { member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { IpSet } from '../../sets/ip-set.js';
import { readNetworkList } from './networks.js';
import { type PortSpan, readPortList } from '../port-list.js';

/** Settings of the control plane that decide what proxies do; undefined where nobody can know them. */
export interface MeshConfig {
  readonly defaultPolicy: string | undefined;
  readonly clusterNetworks: IpSet | undefined;
  readonly trustDomain: string | undefined;
  readonly controlPlaneNamespace: string | undefined;
  readonly ignoreInbound: readonly PortSpan[] | undefined;
  readonly ignoreOutbound: readonly PortSpan[] | undefined;
  readonly skipSubnets: IpSet | undefined;
  /** How meshed connections travel; undefined when the release is not known. */
  readonly transportMode: string | undefined;
}

const NAMESPACE = 'linkerd';
const DEFAULTS = {
  defaultInboundPolicy: 'all-unauthenticated',
  clusterNetworks: '10.0.0.0/8,100.64.0.0/10,172.16.0.0/12,192.168.0.0/16,fd00::/8',
  identityTrustDomain: 'cluster.local',
  ignoreInboundPorts: '4567,4568',
  ignoreOutboundPorts: '4567,4568',
  skipSubnets: '',
} as const;

/**
 * Reads ConfigMap linkerd-config (semantics 06 §A1). Manifests without one mean an installation with the chart's
 * defaults; in a live cluster the settings are then not known.
 */
export function readMeshConfig(model: NetworkModel): MeshConfig {
  const maps = (model.objects.get('core/ConfigMap') ?? []).filter(({ metadata }) => metadata.name === 'linkerd-config');
  const [map] = maps;
  if (maps.length > 1 || (map === undefined && model.facts.origin === 'live')) return UNKNOWN;
  const text = (key: keyof typeof DEFAULTS): string => {
    const value = member(map?.['data'], key);
    return typeof value === 'string' ? value : DEFAULTS[key];
  };
  const mode = member(map?.['data'], 'outboundTransportMode');
  return {
    defaultPolicy: text('defaultInboundPolicy'),
    clusterNetworks: readNetworkList(text('clusterNetworks')) ?? undefined,
    trustDomain: text('identityTrustDomain'),
    controlPlaneNamespace: map?.metadata.namespace ?? NAMESPACE,
    ignoreInbound: readPortList(text('ignoreInboundPorts')) ?? undefined,
    ignoreOutbound: readPortList(text('ignoreOutboundPorts')) ?? undefined,
    skipSubnets: readNetworkList(text('skipSubnets')) ?? undefined,
    transportMode: typeof mode === 'string' ? mode : undefined,
  };
}

const UNKNOWN: MeshConfig = {
  defaultPolicy: undefined,
  clusterNetworks: undefined,
  trustDomain: undefined,
  controlPlaneNamespace: undefined,
  ignoreInbound: undefined,
  ignoreOutbound: undefined,
  skipSubnets: undefined,
  transportMode: undefined,
};
