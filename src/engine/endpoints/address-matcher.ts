import type { CniCapabilities } from '../dialects/cni-capabilities.js';
import { IpSet } from '../sets/ip-set.js';
import { AddressBook } from './address-book.js';
import type { GroupIndex } from './group-index.js';
import type { MatchedGroups } from './pod-selection.js';

const NOTHING = new Int32Array(0);

type Reading = CniCapabilities['ipBlocksMatchNodes'];

/** Which groups an ipBlock reaches by their own addresses; that depends on the network plugin (semantics 01 §7). */
export class AddressMatcher {
  readonly #matched = new Map<IpSet, MatchedGroups>();
  readonly #outside = new Map<IpSet, IpSet>();
  private readonly nodesMatch: Reading;
  readonly #pods: Reading;
  readonly #nodes: Reading;
  #addresses: AddressBook | undefined;

  constructor(
    private readonly index: GroupIndex,
    cni: CniCapabilities,
    private readonly nodeAddresses: IpSet = IpSet.none,
  ) {
    this.nodesMatch = cni.ipBlocksMatchNodes;
    this.#pods = cni.ipBlocksMatchPods ? 'yes' : 'no';
    this.#nodes = index.isNode.includes(1) ? cni.ipBlocksMatchNodes : 'no';
  }

  /** Every distinct answer given so far. */
  answers(): Iterable<MatchedGroups> {
    return this.#matched.values();
  }

  /**
   * Certain: every address of every member is in the set. Possible: some address is, or a member's address is unknown.
   * A dual-stack pod with one address inside is only possible, because the other end may insist on the other family.
   */
  match(set: IpSet): MatchedGroups {
    if (this.#pods === 'no' && this.#nodes === 'no') return { certain: NOTHING, possible: NOTHING };
    const known = this.#matched.get(set);
    if (known !== undefined) return known;
    const certain: number[] = [];
    const possible: number[] = [];
    for (const group of this.#book().touchedBy(set)) {
      const reading = this.index.isNode[group] === 1 ? this.#nodes : this.#pods;
      if (reading === 'no') continue;
      const members = this.#book().of(group);
      const isPlaced = members.length > 0 && members.every((ips) => ips.length > 0);
      const isInside = isPlaced && members.every((ips) => ips.every((ip) => set.contains(ip)));
      if (isInside && reading === 'yes') certain.push(group);
      if (!isPlaced || members.some((ips) => ips.some((ip) => set.contains(ip)))) possible.push(group);
    }
    const matched = { certain: Int32Array.from(certain), possible: Int32Array.from(possible) };
    this.#matched.set(set, matched);
    return matched;
  }

  /** A block as packets see it: where the plugin keeps nodes out of blocks, their addresses are taken out. */
  outside(set: IpSet): IpSet {
    if (this.nodesMatch !== 'no' || this.nodeAddresses.isEmpty) return set;
    let without = this.#outside.get(set);
    if (without === undefined) this.#outside.set(set, (without = set.subtract(this.nodeAddresses)));
    return without;
  }

  #book(): AddressBook {
    this.#addresses ??= new AddressBook(this.index.groups);
    return this.#addresses;
  }
}
