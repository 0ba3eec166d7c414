import type { Flow } from '../reachability/flow.js';
import type { PortSet } from '../sets/port-set.js';

/** Are two flows of different clusters, with different interning tables, equal? */
export function isSameFlow(a: Flow | null, b: Flow | null): boolean {
  if (a === null || b === null) return a === b;
  return isSameSet(a.must, b.must) && isSameSet(a.may, b.may);
}

function isSameSet(a: PortSet, b: PortSet): boolean {
  return a.bounds.length === b.bounds.length && a.bounds.every((bound, index) => bound === b.bounds[index]);
}
