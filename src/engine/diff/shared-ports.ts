import type { PortSets } from '../sets/port-sets.js';

/** Ids of port sets that mean the same on both sides of a comparison, whichever table a set comes from. */
export class SharedPorts {
  readonly #byBounds = new Map<string, number>();
  readonly #known = new Map<PortSets, number[]>();

  /** The shared id of a set; 0 is always the empty set. */
  id(table: PortSets, own: number): number {
    let known = this.#known.get(table);
    if (known === undefined) this.#known.set(table, (known = []));
    return (known[own] ??= this.#intern(table.get(own).bounds.join(' ')));
  }

  #intern(bounds: string): number {
    if (bounds === '') return 0;
    let id = this.#byBounds.get(bounds);
    if (id === undefined) this.#byBounds.set(bounds, (id = this.#byBounds.size + 1));
    return id;
  }
}
