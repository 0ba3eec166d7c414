import type { Reachability } from '../reachability/reachability.js';
import { RowComparison } from './changed-cells.js';
import type { JointBlock } from './joint-blocks.js';
import type { SharedPorts } from './shared-ports.js';

const BOUNDS = ['must', 'may'] as const;

/**
 * Pairs of blocks between which something may have changed; all others are proven equal. A pair can only change where
 * the source's egress row or the destination's ingress row did. Yields each source once, with ascending destinations.
 */
export function* candidatePairs(
  sides: { readonly before: Reachability; readonly after: Reachability },
  blocks: readonly JointBlock[],
  shared: SharedPorts,
): Iterable<readonly [JointBlock, readonly JointBlock[]]> {
  const isCertain = sides.before.isCertain && sides.after.isCertain;
  const readings = isCertain ? BOUNDS.slice(0, 1) : BOUNDS;
  const egress = readings.map((reading) => new RowComparison(sides, blocks, shared, 'egress', reading));
  const ingress = readings.map((reading) => new RowComparison(sides, blocks, shared, 'ingress', reading));
  const columns = changedColumns(blocks, ingress);
  for (const source of blocks) {
    const changed = new Set(columns.anySource);
    let all = false;
    for (const comparison of egress) {
      const cells = comparison.of(source);
      if (cells === 'all') all = true;
      else for (const cell of cells) changed.add(cell);
    }
    for (const cell of columns.bySource.get(source.id) ?? []) changed.add(cell);
    const destinations = all ? blocks : [...changed].sort((a, b) => a - b).flatMap((id) => blocks[id] ?? []);
    if (destinations.length > 0) yield [source, destinations];
  }
}

/** Destinations whose ingress changed for every source, and for single ones. */
function changedColumns(
  blocks: readonly JointBlock[],
  ingress: readonly RowComparison[],
): { readonly anySource: readonly number[]; readonly bySource: ReadonlyMap<number, readonly number[]> } {
  const anySource = new Set<number>();
  const bySource = new Map<number, number[]>();
  for (const destination of blocks) {
    for (const comparison of ingress) {
      const cells = comparison.of(destination);
      if (cells === 'all') anySource.add(destination.id);
      else {
        for (const source of cells) {
          const list = bySource.get(source);
          if (list === undefined) bySource.set(source, [destination.id]);
          else list.push(destination.id);
        }
      }
    }
  }
  return { anySource: [...anySource], bySource };
}
