import type { Endpoint } from '../endpoints/endpoint-finder.js';
import type { PodGroup } from '../model/pod-group.js';
import { type IpAddress, parseIp } from '../sets/ip-address.js';
import type { IpSet } from '../sets/ip-set.js';
import type { Certainty } from './three-valued.js';

/**
 * Pods by the addresses their packets carry. Proxies and firewalls compare those whatever the network plugin makes of an
 * ipBlock.
 */
export class SourceAddresses {
  readonly #members = new Map<PodGroup, readonly (readonly IpAddress[])[]>();

  /** Do all pods of a group have all their addresses in the set? Not known when some have, or when one has no address. */
  isIn(set: IpSet, { group }: Pick<Endpoint, 'group'>): Certainty {
    const members = this.#of(group);
    if (members.length === 0 || members.some((ips) => ips.length === 0)) return undefined;
    const inside = members.flat().map((ip) => set.contains(ip));
    if (inside.every(Boolean)) return true;
    return inside.includes(true) ? undefined : false;
  }

  #of(group: PodGroup): readonly (readonly IpAddress[])[] {
    let members = this.#members.get(group);
    if (members === undefined) {
      members = group.members.map(({ ips }) => ips.flatMap((text) => parseIp(text) ?? []));
      this.#members.set(group, members);
    }
    return members;
  }
}
