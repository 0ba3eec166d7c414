import { asText } from '../../model/json-value.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';
import { NO_GROUPS } from '../../endpoints/pod-selection.js';
import type { Direction } from '../policy.js';
import type { ProblemList } from '../problem-list.js';
import { EVERYWHERE } from './cluster-addresses.js';
import type { Ground } from './ground.js';
import { isWorld } from './lower-cidr.js';
import type { PeerList } from './peer-list.js';

/** Identities without pods that the input could show. */
const INVISIBLE: ReadonlySet<string> = new Set(['none', 'init', 'health']);

/** What an entity is asked for. */
export interface EntityUse {
  readonly direction: Direction;
  readonly isDeny: boolean;
}

/** Lowers `fromEntities` or `toEntities` (semantics 04 §6). */
export function lowerEntities(
  raw: readonly unknown[],
  field: string,
  use: EntityUse,
  ground: Ground,
  peers: PeerList,
  problems: ProblemList,
): void {
  const names = new Set(raw.map((entry) => (asText(entry) ?? '').toLowerCase()));
  if (names.has('host') && names.has('remote-node')) lowerNodes(ground, peers);
  else if (names.has('host')) lowerOwnNode(use, ground, peers);
  else if (names.has('remote-node')) lowerRemoteNodes(use, ground, peers);
  for (const [index, entry] of raw.entries()) {
    const name = (asText(entry) ?? '').toLowerCase();
    if (name === 'host' || name === 'remote-node' || INVISIBLE.has(name)) continue;
    if (lowerEntity(name, use, ground, peers)) continue;
    problems.error('POLICY.INVALID_PEER', `${field}[${String(index)}]`, `${JSON.stringify(entry)} is not an entity`);
    peers.anyone(false);
  }
}

function lowerEntity(name: string, use: EntityUse, ground: Ground, peers: PeerList): boolean {
  switch (name) {
    case 'all':
      peers.anyone(true);
      return true;
    case 'world':
      lowerWorld(EVERYWHERE, ground, peers);
      return true;
    case 'world-ipv4':
      lowerWorld(IpSet.of([wholeFamily(4)]), ground, peers);
      return true;
    case 'world-ipv6':
      lowerWorld(IpSet.of([wholeFamily(6)]), ground, peers);
      return true;
    case 'cluster':
      peers.pods(ground.finder.pods([[{ kind: 'namespace', name: null }, { kind: 'local' }]], ''));
      lowerNodes(ground, peers);
      if (ground.addresses.apiServer !== undefined) peers.addresses(ground.addresses.apiServer, true);
      return true;
    case 'kube-apiserver':
      lowerApiServer(use, ground, peers);
      return true;
    case 'unmanaged':
      // Which pods Cilium does not manage shows only in objects that are not collected.
      peers.pods(ground.finder.pods([[{ kind: 'namespace', name: null }, { kind: 'local' }]], ''), false);
      return true;
    case 'ingress':
      // Whatever Cilium's own proxy forwards: no pod, but nobody can say that nothing comes that way.
      peers.nodes(NO_GROUPS, false, false);
      return true;
    default:
      return false;
  }
}

/** Every address that is no pod's and no node's. */
export function lowerWorld(set: IpSet, ground: Ground, peers: PeerList, certain = true): void {
  const { sure, perhaps } = isWorld(set, ground);
  peers.addresses(sure, certain);
  peers.addresses(perhaps, false);
}

/** All nodes, the pod's own among them. */
export function lowerNodes(ground: Ground, peers: PeerList, certain = true): void {
  peers.nodes(ground.nodes(), certain);
  peers.addresses(ground.addresses.nodes, certain);
}

/** The engine lets a pod's own node in whatever policies say; on the way out only a single node is surely the own one. */
function lowerOwnNode({ direction }: EntityUse, ground: Ground, peers: PeerList): void {
  const isSingle = ground.context.model.nodes.length === 1;
  if (direction === 'ingress' && ground.settings.localHostAllowed === true) return;
  peers.nodes(ground.nodes(), isSingle, false);
  peers.addresses(ground.addresses.nodes, isSingle);
}

function lowerRemoteNodes({ direction, isDeny }: EntityUse, ground: Ground, peers: PeerList): void {
  if (direction === 'ingress' && ground.settings.localHostAllowed === true) {
    lowerNodes(ground, peers);
    return;
  }
  peers.nodes(isDeny ? { ...ground.nodes(), certain: NO_GROUPS.certain } : ground.spreadNodes(), true);
  peers.addresses(ground.addresses.nodes, false);
}

/** On the way in the API server is recognised in some clouds only. */
export function lowerApiServer({ direction }: EntityUse, ground: Ground, peers: PeerList): void {
  const { apiServer } = ground.addresses;
  if (apiServer === undefined) {
    peers.nodes(ground.nodes(), false, false);
    peers.addresses(EVERYWHERE, false);
    return;
  }
  peers.nodes(ground.nodesIn(apiServer), direction === 'egress', false);
  peers.addresses(apiServer, direction === 'egress');
}
