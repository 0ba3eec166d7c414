import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { Peer } from '../policy.js';
import type { FoundPods } from './identity-finder.js';

/** Collects who may be at the far end of one rule item. */
export class PeerList {
  readonly #peers: Peer[] = [];
  #admitsNodes = false;

  get all(): readonly Peer[] {
    return this.#peers;
  }

  /** True when other nodes are among the peers: whatever they forward may then come in, too. */
  get admitsNodes(): boolean {
    return this.#admitsNodes;
  }

  anyone(certain: boolean): void {
    this.#peers.push({ kind: 'anyone', certain });
  }

  pods(found: FoundPods, certain = true): void {
    if ('selection' in found) this.#peers.push({ kind: 'pods', selection: found.selection, certain });
    else this.#peers.push({ kind: 'groups', groups: found.groups, certain });
  }

  /** Host-network groups; `isRemote` when they may be of another node. */
  nodes(groups: MatchedGroups, certain: boolean, isRemote = true): void {
    this.#admitsNodes ||= isRemote;
    this.#peers.push({ kind: 'groups', groups, certain });
  }

  addresses(set: IpSet, certain: boolean): void {
    if (!set.isEmpty) this.#peers.push({ kind: 'outside', set, certain });
  }
}
