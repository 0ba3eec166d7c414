import type { PortSet } from '../../sets/port-set.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../../sets/port-sets.js';

/** Carries port sets of one cluster's table into the table both clusters of a pair share. */
export class PortBridge {
  private readonly known = new Map<number, number>([
    [NO_PORTS, NO_PORTS],
    [ALL_PORTS, ALL_PORTS],
  ]);

  constructor(
    private readonly from: PortSets,
    private readonly into: PortSets,
  ) {}

  /** The id of the same ports in the shared table. */
  id(own: number): number {
    let id = this.known.get(own);
    if (id === undefined) this.known.set(own, (id = this.carry(this.from.get(own))));
    return id;
  }

  private carry(set: PortSet): number {
    return set
      .ranges()
      .reduce((sum, { lane, lo, hi }) => this.into.union(sum, this.into.of(lane, lo, hi).id), NO_PORTS);
  }
}
