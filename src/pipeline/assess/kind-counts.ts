import type { KindCount } from '#src/controls/lifecycle/drop-brake.js';
import type { KindCoverage } from '#src/engine/model/coverage.js';

/**
 * How many objects of each kind a snapshot holds, beside the last snapshot before it that read the kind completely. Kinds
 * that either side never read completely are left out.
 * @param before coverage of the snapshots before, newest first
 */
export function kindCounts(before: readonly (readonly KindCoverage[])[], after: readonly KindCoverage[]): KindCount[] {
  const known = new Map<string, number>();
  for (const { kind, state, items } of before.flat()) {
    if (state === 'COMPLETE' && !known.has(kind)) known.set(kind, items);
  }
  return after.flatMap(({ kind, state, items }) => {
    const count = known.get(kind);
    return state !== 'COMPLETE' || count === undefined ? [] : [{ kind, before: count, after: items }];
  });
}
