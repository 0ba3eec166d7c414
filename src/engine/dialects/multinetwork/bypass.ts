import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import type { Direction, Peer, Policy, PortClause } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import { EGRESS_FIREWALL_LAYER, PRIMARY_NETWORK_RUNG, type Rung, SECONDARY_NETWORK_RUNG } from '../rung.js';
import type { Lane } from './lanes.js';
import type { SecondaryNetwork } from './secondary-networks.js';

const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));

/** Where a second interface passes what would stop the first: separate networks and the plugin's policies. */
const INSIDE: readonly Rung[] = [PRIMARY_NETWORK_RUNG, SECONDARY_NETWORK_RUNG];
const OUTSIDE: readonly Rung[] = [...INSIDE, { ...SECONDARY_NETWORK_RUNG, layer: EGRESS_FIREWALL_LAYER, order: -1 }];

/** What a policy allows on one rung, for some pods with some others, in one direction; it isolates nobody. */
export function allowance(
  { ref, names }: Pick<SecondaryNetwork, 'ref' | 'names'>,
  rung: Rung,
  direction: Direction,
  own: MatchedGroups,
  peer: Peer,
  ports: readonly PortClause[],
): Policy {
  const rules = [{ index: 0, name: names.join(' '), effect: 'allow', peers: [peer], ports }] as const;
  return {
    ref,
    namespace: '',
    rung,
    priority: 0,
    subject: { groups: own },
    ingress: direction === 'ingress' ? rules : null,
    egress: direction === 'egress' ? rules : null,
    isolates: { ingress: false, egress: false },
  };
}

/** Both ends of what passes between members of a network, on the given rungs. */
export function laneAllowances(network: SecondaryNetwork, lanes: readonly Lane[], rungs = INSIDE): Policy[] {
  return lanes.flatMap(({ own, far, ports, certain }) =>
    rungs.flatMap((rung) => [
      allowance(network, rung, 'egress', own, { kind: 'groups', groups: far, certain }, ports),
      allowance(network, rung, 'ingress', far, { kind: 'groups', groups: own, certain }, ports),
    ]),
  );
}

/** A network that may lead out of the cluster may connect its pods with anybody there. */
export function outsideAllowances(network: SecondaryNetwork): Policy[] {
  if (!network.mayLeadOutside) return [];
  const peer: Peer = { kind: 'outside', set: EVERY_ADDRESS, certain: false };
  return OUTSIDE.flatMap((rung) => [
    allowance(network, rung, 'egress', network.members, peer, anyPort(false)),
    allowance(network, rung, 'ingress', network.members, peer, anyPort(false)),
  ]);
}
