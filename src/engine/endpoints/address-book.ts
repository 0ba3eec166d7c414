import type { PodGroup } from '../model/pod-group.js';
import { FAMILIES, type Family, type IpAddress, parseIp } from '../sets/ip-address.js';
import type { IpSet } from '../sets/ip-set.js';

interface Entry {
  readonly value: bigint;
  readonly group: number;
}

/** The addresses of all pods, sorted, so that a block finds the groups it touches without asking every group. */
export class AddressBook {
  /** Addresses of each group's members. */
  readonly #members: readonly (readonly (readonly IpAddress[])[])[];
  readonly #sorted: ReadonlyMap<Family, readonly Entry[]>;
  /** Groups with a member whose address is not known: any block may hold them. */
  readonly #unplaced: readonly number[];

  constructor(groups: readonly PodGroup[]) {
    this.#members = groups.map((group) => group.members.map((member) => member.ips.flatMap((ip) => parseIp(ip) ?? [])));
    this.#unplaced = [...this.#members.keys()].filter((group) => {
      const members = this.of(group);
      return members.length === 0 || members.some((ips) => ips.length === 0);
    });
    const entries = [...this.#members.entries()].flatMap(([group, members]) =>
      members.flat().map(({ family, value }) => ({ family, value, group })),
    );
    this.#sorted = new Map(
      FAMILIES.map((family) => [
        family,
        entries.filter((entry) => entry.family === family).sort((a, b) => (a.value < b.value ? -1 : 1)),
      ]),
    );
  }

  /** The addresses of a group's members; an empty list stands for a member whose addresses are not known. */
  of(group: number): readonly (readonly IpAddress[])[] {
    return this.#members[group] ?? [];
  }

  /** Ascending groups with an address in the set, and all with an unknown address. */
  touchedBy(set: IpSet): readonly number[] {
    const touched = new Set(this.#unplaced);
    for (const { family, lo, hi } of set.ranges) {
      const entries = this.#sorted.get(family) ?? [];
      for (let at = firstFrom(entries, lo); at < entries.length; at++) {
        const entry = entries[at];
        if (entry === undefined || entry.value > hi) break;
        touched.add(entry.group);
      }
    }
    return [...touched].sort((a, b) => a - b);
  }
}

function firstFrom(entries: readonly Entry[], value: bigint): number {
  let lo = 0;
  let hi = entries.length;
  while (lo < hi) {
    const middle = (lo + hi) >> 1;
    if ((entries[middle]?.value ?? 0n) < value) lo = middle + 1;
    else hi = middle;
  }
  return lo;
}
