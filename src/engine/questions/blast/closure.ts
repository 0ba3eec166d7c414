import { type BitRow, addBits, bitRow, forEachBit, hasBit } from './bit-row.js';
import type { ClassGraph } from './class-graph.js';
import { components } from './components.js';

/** Everything that can be reached from every class, in any number of hops. */
export interface Closure {
  /** Classes reachable from a class; itself only when a path leads back. Classes of one cycle share the row. */
  reachedFrom(own: number): BitRow;
}

/**
 * The transitive closure: strongly connected components in one pass, then one row for each component in topological
 * order, skipping successors that an already merged row covers (engine §3.10).
 */
export function closureOf(graph: ClassGraph): Closure {
  const { componentOf, members } = components(graph);
  const rows: BitRow[] = [];
  // Components are numbered so that a component's successors have smaller numbers.
  for (const [component, own] of members.entries()) {
    const reached = bitRow(graph.size);
    for (const from of own) addBits(reached, graph.row(from));
    const covered = bitRow(graph.size);
    for (const next of successors(reached, componentOf, component)) {
      const row = rows[next];
      const [sample = 0] = members[next] ?? [];
      if (row !== undefined && !hasBit(covered, sample)) addBits(covered, row);
    }
    addBits(reached, covered);
    rows.push(reached);
  }
  const empty = bitRow(graph.size);
  return { reachedFrom: (own) => rows[componentOf[own] ?? 0] ?? empty };
}

/** Components one step away, the largest number first: what it covers need not be merged again. */
function successors(reached: BitRow, componentOf: Int32Array, own: number): number[] {
  const found = new Set<number>();
  forEachBit(reached, (far) => found.add(componentOf[far] ?? 0));
  found.delete(own);
  return [...found].sort((a, b) => b - a);
}
