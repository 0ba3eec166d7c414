import { asList, asPort, asText, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { isTransport, type Transport } from '../../sets/protocol.js';
import { enforcesKind } from '../enforced-kinds.js';
import { API_GROUP, STORE_GROUP } from './calico-objects.js';

/** A port that stays open on host endpoints whatever policies say. */
export interface Failsafe {
  readonly lane: Transport;
  readonly port: number;
  /** Only towards this network; absent means everyone. */
  readonly net?: string;
}

/** What Felix, the agent on each node, is configured to do (semantics 03 §7). */
export interface FelixSettings {
  readonly inbound: readonly Failsafe[];
  readonly outbound: readonly Failsafe[];
  /** True when traffic from pods to their own node is positively dropped. */
  readonly dropsToHost: boolean;
}

const tcp = (ports: readonly number[]): Failsafe[] => ports.map((port) => ({ lane: 'TCP', port }));
const udp = (ports: readonly number[]): Failsafe[] => ports.map((port) => ({ lane: 'UDP', port }));
const INBOUND = [...tcp([22, 179, 2379, 2380, 5473, 6443, 6666, 6667]), ...udp([68])];
const OUTBOUND = [...tcp([179, 2379, 2380, 5473, 6443, 6666, 6667]), ...udp([53, 67])];

/** The cluster-wide settings; Felix takes the stored ones where both groups are served. */
export function readFelix(model: NetworkModel): FelixSettings {
  const kinds = [STORE_GROUP, API_GROUP].map((group) => `${group}/FelixConfiguration`);
  const found = kinds
    .filter((kind) => enforcesKind(model.cni, kind).enforced !== 'no')
    .flatMap((kind) => model.objects.get(kind) ?? [])
    .find(({ metadata }) => metadata.name === 'default');
  const action =
    model.cni.switches?.get('FELIX_DEFAULTENDPOINTTOHOSTACTION') ??
    asText(member(found?.spec, 'defaultEndpointToHostAction'));
  return {
    inbound: readFailsafes(member(found?.spec, 'failsafeInboundHostPorts')) ?? INBOUND,
    outbound: readFailsafes(member(found?.spec, 'failsafeOutboundHostPorts')) ?? OUTBOUND,
    dropsToHost: action?.toLowerCase() === 'drop',
  };
}

/** Undefined when nothing is configured: then Calico's own list holds. */
function readFailsafes(value: unknown): Failsafe[] | undefined {
  if (!Array.isArray(value)) return undefined;
  return asList(value).flatMap((item) => {
    const port = asPort(member(item, 'port'));
    const lane = (asText(member(item, 'protocol')) ?? 'TCP').toUpperCase();
    const net = asText(member(item, 'net'));
    return port === undefined || !isTransport(lane) ? [] : [{ lane, port, ...(net === undefined ? {} : { net }) }];
  });
}
