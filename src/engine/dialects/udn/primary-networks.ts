import type { EndpointFinder } from '../../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { Selector } from '../../model/selector.js';
import { matched } from '../group-algebra.js';
import { selectPods } from '../select-pods.js';
import type { UserNetwork } from './read-network.js';

/** A primary network with the pods on it. */
export interface PrimaryNetwork {
  readonly network: UserNetwork;
  readonly members: MatchedGroups;
}

/** Two networks that both want to be the primary one of some pods. */
export interface Rivalry {
  readonly namespace: string;
  readonly networks: readonly UserNetwork[];
}

/** Which pods are on which primary network. Pods that two networks claim are on neither for certain. */
export function placePrimaries(
  networks: readonly UserNetwork[],
  endpoints: EndpointFinder,
): { readonly primaries: readonly PrimaryNetwork[]; readonly rivalries: readonly Rivalry[] } {
  const claims = networks
    .filter(({ role }) => role === 'Primary')
    .map((network) => ({ network, members: membersOf(network, endpoints) }));
  const claimants = new Map<number, UserNetwork[]>();
  for (const { network, members } of claims) {
    for (const group of members.possible) claimants.set(group, [...(claimants.get(group) ?? []), network]);
  }
  const isRival = (group: number): boolean => (claimants.get(group)?.length ?? 0) > 1;
  const primaries = claims.map(({ network, members }) => {
    const certain = members.certain.filter((group) => !isRival(group));
    return { network, members: matched(certain, members.possible) };
  });
  const rivalries = new Map<string, Rivalry>();
  for (const [group, rivals] of claimants) {
    const namespace = endpoints.at(group)?.group.namespace ?? '';
    if (rivals.length > 1) rivalries.set(namespace, { namespace, networks: rivals });
  }
  return { primaries, rivalries: [...rivalries.values()] };
}

function membersOf({ namespaces }: UserNetwork, endpoints: EndpointFinder): MatchedGroups {
  const selection = { namespaces: { kind: 'matching', selector: namespaces }, pods: Selector.everything } as const;
  return selectPods(selection, endpoints);
}
