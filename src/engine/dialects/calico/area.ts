import { type MatchedGroups, NO_GROUPS } from '../../endpoints/pod-selection.js';
import { FAMILIES } from '../../sets/ip-address.js';
import { wholeFamily } from '../../sets/ip-range.js';
import { IpSet } from '../../sets/ip-set.js';

/** Addresses outside the cluster that match for certain, and possibly. */
export interface Addresses {
  readonly certain: IpSet;
  readonly possible: IpSet;
}

/** Where a packet may come from or go to: pod groups, host-network groups and addresses outside the cluster. */
export interface Area {
  readonly groups: MatchedGroups;
  readonly outside: Addresses;
}

/** Every address of both families. */
export const EVERY_ADDRESS = IpSet.of(FAMILIES.map(wholeFamily));

const NO_ADDRESSES: Addresses = { certain: IpSet.none, possible: IpSet.none };

/** No one. */
export const NOWHERE: Area = { groups: NO_GROUPS, outside: NO_ADDRESSES };

/** Everyone outside the cluster. */
export const EVERY_OUTSIDE: Addresses = { certain: EVERY_ADDRESS, possible: EVERY_ADDRESS };

/** Groups only. */
export function areaOfGroups(groups: MatchedGroups): Area {
  return { groups, outside: NO_ADDRESSES };
}

/** Addresses that match for certain, or only possibly when there is doubt. */
export function addresses(certain: IpSet, possible: IpSet = certain): Addresses {
  return { certain, possible };
}

/** What lies in both. */
export function intersect(a: Area, b: Area): Area {
  return {
    groups: pair(meet(a.groups.certain, b.groups.certain), meet(a.groups.possible, b.groups.possible)),
    outside: {
      certain: a.outside.certain.intersect(b.outside.certain),
      possible: a.outside.possible.intersect(b.outside.possible),
    },
  };
}

/** What lies in either. */
export function unite(a: Area, b: Area): Area {
  return {
    groups: uniteGroups(a.groups, b.groups),
    outside: {
      certain: a.outside.certain.union(b.outside.certain),
      possible: a.outside.possible.union(b.outside.possible),
    },
  };
}

/** Groups of either. */
export function uniteGroups(a: MatchedGroups, b: MatchedGroups): MatchedGroups {
  if (a.possible.length === 0) return b;
  if (b.possible.length === 0) return a;
  return pair(join(a.certain, b.certain), join(a.possible, b.possible));
}

/** Everything else; `all` are the ids of all groups. */
export function complement({ groups, outside }: Area, all: Int32Array): Area {
  return {
    groups: pair(without(all, groups.possible), without(all, groups.certain)),
    outside: {
      certain: EVERY_ADDRESS.subtract(outside.possible),
      possible: EVERY_ADDRESS.subtract(outside.certain),
    },
  };
}

/** Both bounds; one array when they agree, which keeps rules exact. Certain groups must be possible, too. */
export function pair(certain: Int32Array, possible: Int32Array): MatchedGroups {
  return certain.length === possible.length ? { certain: possible, possible } : { certain, possible };
}

/** The groups of a sorted list that are in another. */
export function meet(a: Int32Array, b: Int32Array): Int32Array {
  if (a === b) return a;
  const other = new Set(b);
  return a.filter((group) => other.has(group));
}

/** The groups of a sorted list that are not in another. */
export function without(a: Int32Array, b: Int32Array): Int32Array {
  if (b.length === 0) return a;
  const other = new Set(b);
  return a.filter((group) => !other.has(group));
}

function join(a: Int32Array, b: Int32Array): Int32Array {
  return a === b ? a : Int32Array.from(new Set([...a, ...b])).sort();
}
