import {
  type Connection,
  type ConnectionEnd,
  listConnections,
  nameOfEnd,
} from '#src/engine/reachability/connections.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { FAMILIES, type Family } from '#src/engine/sets/ip-address.js';
import { formatRange, wholeFamily } from '#src/engine/sets/ip-range.js';
import { IpSet } from '#src/engine/sets/ip-set.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import { type PortsJson, portsJson } from '../output/ports.js';

/** A connection as it is written: one line for each range of addresses, ports in the conformance format. */
export interface ConnectionLine {
  readonly src: string;
  readonly dst: string;
  readonly ports: PortsJson;
}

/** All connections of a cluster, certain and uncertain ones apart. */
export interface ListAnswer {
  readonly listed: readonly Connection[];
  /** Connections and ports that certainly pass. */
  readonly connections: readonly ConnectionLine[];
  /** Connections and ports that can neither be proven nor ruled out. */
  readonly uncertain: readonly ConnectionLine[];
}

/** Lists every connection; addresses of IPv6 only when the input speaks of IPv6 at all. */
export function listAnswer(reach: Reachability): ListAnswer {
  const listed = listConnections(reach, { families: familiesOf(reach) });
  const connections: ConnectionLine[] = [];
  const uncertain: ConnectionLine[] = [];
  const names = new Map<ConnectionEnd, readonly string[]>();
  const named = (end: ConnectionEnd): readonly string[] => {
    const own = names.get(end) ?? namesOf(end);
    names.set(end, own);
    return own;
  };
  const addLines = (lines: ConnectionLine[], { src, dst }: Connection, set: PortSet): void => {
    const ports = portsJson(set);
    if (ports.length === 0) return;
    for (const from of named(src)) for (const to of named(dst)) lines.push({ src: from, dst: to, ports });
  };
  for (const connection of listed) {
    const { must, may } = connection;
    addLines(connections, connection, must);
    if (may !== must) addLines(uncertain, connection, may.subtract(must));
  }
  return { listed, connections, uncertain };
}

/** IPv4, and IPv6 when a pod, a node or a policy mentions it: elsewhere every line would only be there twice. */
export function familiesOf({ model, policies }: Reachability): readonly Family[] {
  const addresses = [
    ...model.groups.flatMap(({ members }) => members.flatMap(({ ips }) => ips)),
    ...model.nodes.flatMap(({ podCIDRs, addresses: own }) => [...podCIDRs, ...own]),
  ];
  const peers = policies.flatMap(({ ingress, egress }) =>
    [...(ingress ?? []), ...(egress ?? [])].flatMap((rule) => rule.peers),
  );
  const inPolicies = peers.some(
    (peer) => (peer.kind === 'addresses' && mentions(peer.set)) || (peer.kind === 'outside' && tellsApart(peer.set)),
  );
  return inPolicies || addresses.some((address) => address.includes(':')) ? FAMILIES : [4];
}

function mentions(set: IpSet): boolean {
  return set.ranges.some(({ family }) => family === 6);
}

/** Dialects write "the whole outside" in both families; only a part of IPv6 is somebody's words. */
function tellsApart(set: IpSet): boolean {
  return mentions(set) && !IpSet.of([wholeFamily(6)]).subtract(set).isEmpty;
}

/** One name for each range of addresses; any other end has one name. */
export function namesOf(end: ConnectionEnd): readonly string[] {
  return end.kind === 'addresses' ? end.ranges.map(formatRange) : [nameOfEnd(end)];
}
