import type { MatchedGroups } from '../endpoints/pod-selection.js';

/** Groups of the first set that are not in the second. */
export function without(a: MatchedGroups, b: MatchedGroups): MatchedGroups {
  return matched(pick(a.certain, b.possible, false), pick(a.possible, b.certain, false));
}

/** Groups in both sets. */
export function both(a: MatchedGroups, b: MatchedGroups): MatchedGroups {
  return matched(pick(a.certain, b.certain, true), pick(a.possible, b.possible, true));
}

/** Groups in any of the sets. */
export function either(sets: readonly MatchedGroups[]): MatchedGroups {
  const merge = (arrays: readonly Int32Array[]): Int32Array =>
    Int32Array.from(new Set(arrays.flatMap((array) => [...array]))).sort();
  return matched(merge(sets.map(({ certain }) => certain)), merge(sets.map(({ possible }) => possible)));
}

/** Groups that are members for certain, out of those that may be. One array when nothing is uncertain. */
export function matched(certain: Int32Array, possible: Int32Array): MatchedGroups {
  return { certain: certain.length === possible.length ? possible : certain, possible };
}

function pick(from: Int32Array, others: Int32Array, wanted: boolean): Int32Array {
  const set = new Set(others);
  return from.filter((group) => set.has(group) === wanted);
}
