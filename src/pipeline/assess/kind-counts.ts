import type { KindCount } from '#src/controls/lifecycle/drop-brake.js';
import type { KindCoverage } from '#src/engine/model/coverage.js';

/** How many objects of each kind two snapshots hold, for kinds both of them read completely. */
export function kindCounts(before: readonly KindCoverage[], after: readonly KindCoverage[]): KindCount[] {
  const known = new Map(before.filter(({ state }) => state === 'COMPLETE').map(({ kind, items }) => [kind, items]));
  return after.flatMap(({ kind, state, items }) => {
    const count = known.get(kind);
    return state !== 'COMPLETE' || count === undefined ? [] : [{ kind, before: count, after: items }];
  });
}
