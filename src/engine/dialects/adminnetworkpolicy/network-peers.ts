import { AddressBook } from '../../endpoints/address-book.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { formatRange } from '../../sets/ip-range.js';
import type { IpSet } from '../../sets/ip-set.js';
import type { LowerContext } from '../dialect.js';
import type { Peer } from '../policy.js';

/**
 * `networks` peers: destinations by address, wherever they are. Unlike an ipBlock they are defined to match pods and
 * nodes as well as the outside (semantics 02 §4).
 */
export class NetworkPeers {
  #book: AddressBook | undefined;
  readonly #known = new Map<string, MatchedGroups>();

  constructor(private readonly context: Pick<LowerContext, 'model' | 'cni'>) {}

  lower(set: IpSet): readonly Peer[] {
    const reading = this.context.cni.networksMatchPods;
    const outside: Peer = { kind: 'outside', set, certain: true };
    if (reading === 'no') return [outside];
    return [outside, { kind: 'groups', groups: this.#inside(set), certain: reading === 'yes' }];
  }

  #inside(set: IpSet): MatchedGroups {
    const text = set.ranges.map(formatRange).join();
    let groups = this.#known.get(text);
    if (groups === undefined) this.#known.set(text, (groups = this.#find(set)));
    return groups;
  }

  /** Certain: every address of every member is in the set; possible: some address is, or one is not known. */
  #find(set: IpSet): MatchedGroups {
    const book = (this.#book ??= new AddressBook(this.context.model.groups));
    const possible = Int32Array.from(book.touchedBy(set));
    const certain = possible.filter((group) => {
      const members = book.of(group);
      return members.length > 0 && members.every((ips) => ips.length > 0 && ips.every((ip) => set.contains(ip)));
    });
    return { certain: certain.length === possible.length ? possible : certain, possible };
  }
}
