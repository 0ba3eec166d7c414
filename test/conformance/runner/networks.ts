import { dialects } from '#src/engine/dialects/index.js';
import { oneNetworkDialect } from '#src/engine/dialects/multinetwork/one-network.js';
import { attachedNames } from '#src/engine/dialects/multinetwork/secondary-networks.js';
import { PRIMARY_NETWORK_RUNG } from '#src/engine/dialects/rung.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import { type Connection, type ConnectionEnd, listConnections } from '#src/engine/reachability/connections.js';
import type { ReachabilityOptions } from '#src/engine/reachability/options.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** Languages about networks beside the pod network; a check that does not switch them on ignores their objects. */
const ABOUT_NETWORKS: ReadonlySet<string> = new Set(['udn', 'multinetwork']);

/** Every language but those about further networks. */
export const ONE_NETWORK = dialects.filter(({ id }) => !ABOUT_NETWORKS.has(id));

/** What passes on one network, and the name the corpus gives its workloads. */
export interface NetworkConnections {
  /** `pod-network`, `udn:NAMESPACE`, `cudn:NAME` or `nad:NAME`. */
  readonly network: string;
  readonly connections: readonly Connection[];
}

/** The connections of a cluster, network by network. */
export function connectionsByNetwork(model: NetworkModel, options: ReachabilityOptions): NetworkConnections[] {
  const families = [4] as const;
  const primary = Reachability.build(model, {
    ...options,
    dialects: dialects.filter(({ id }) => id !== 'multinetwork'),
  });
  const byNetwork = new Map<string, Connection[]>();
  const add = (network: string, connection: Connection): void => {
    byNetwork.set(network, [...(byNetwork.get(network) ?? []), connection]);
  };
  for (const connection of listConnections(primary, { families })) {
    add(primaryNetworkOf(primary, connection.src) ?? primaryNetworkOf(primary, connection.dst) ?? 'pod-network', connection); // prettier-ignore
  }
  for (const name of attachedNames(model)) {
    const reach = Reachability.build(model, { ...options, dialects: [oneNetworkDialect(name)] });
    for (const connection of listConnections(reach, { families })) add(`nad:${name.split('/')[1] ?? name}`, connection);
  }
  return [...byNetwork].map(([network, connections]) => ({ network, connections }));
}

/** A workload as a list of one network names it: its namespace tells when it has a network of its own. */
export function nameOnNetwork(name: string, network: string): string {
  return network.startsWith('udn:') && /^[\w-]+\/.*\[\w+\]$/.test(name) ? name.replace('/', '[udn]/') : name;
}

function primaryNetworkOf(reach: Reachability, end: ConnectionEnd): string | undefined {
  const group = end.kind === 'workload' ? end.workload.groups[0] : undefined;
  const policy = group === undefined ? undefined : reach.selecting('ingress', group).find(({ rung }) => rung.id === PRIMARY_NETWORK_RUNG.id); // prettier-ignore
  if (policy === undefined) return group === undefined ? undefined : 'pod-network';
  const { namespace, name } = policy.ref;
  return namespace === undefined ? `cudn:${name}` : `udn:${namespace}`;
}
