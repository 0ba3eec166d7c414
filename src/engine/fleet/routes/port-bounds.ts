import { NO_PORTS, type PortSets } from '../../sets/port-sets.js';

/** Certain and possible ports as ids of one table. */
export interface PortBounds {
  readonly must: number;
  readonly may: number;
}

/** Nothing passes. */
export const NOTHING: PortBounds = { must: NO_PORTS, may: NO_PORTS };

/** What passes when both let it pass. */
export function both(ports: PortSets, a: PortBounds, b: PortBounds): PortBounds {
  return { must: ports.intersect(a.must, b.must), may: ports.intersect(a.may, b.may) };
}

/** What passes when it is not known which of several holds: certain only what all let pass. */
export function whichever(ports: PortSets, options: readonly PortBounds[]): PortBounds {
  const [first, ...rest] = options;
  if (first === undefined) return NOTHING;
  return rest.reduce(
    (sum, one) => ({ must: ports.intersect(sum.must, one.must), may: ports.union(sum.may, one.may) }),
    first,
  );
}

/** What passes in any of several ways one can choose from. */
export function any(ports: PortSets, ways: readonly PortBounds[]): PortBounds {
  return ways.reduce(
    (sum, one) => ({ must: ports.union(sum.must, one.must), may: ports.union(sum.may, one.may) }),
    NOTHING,
  );
}
