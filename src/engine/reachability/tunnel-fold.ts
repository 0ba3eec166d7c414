import type { MatchedGroups } from '../endpoints/pod-selection.js';
import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Reading } from './ladder.js';
import type { RowFold } from './row-fold.js';
import type { AppliedTunnel } from './tunnel-table.js';

/**
 * What tunnels make of the network layer's answer (semantics 05 §7, 06 §A5): whoever may open the tunnel's port may use
 * every TCP port through it. Traffic that certainly takes the tunnel needs that port; traffic that perhaps does may
 * also arrive as it is.
 */
export class TunnelFold {
  constructor(
    private readonly ports: PortSets,
    private readonly fold: RowFold,
    private readonly classesOf: (groups: Int32Array) => Int32Array,
  ) {}

  apply(tunnels: readonly AppliedTunnel[], reading: Reading): void {
    for (const tunnel of tunnels) this.#apply(tunnel, reading);
  }

  #apply({ port, certain, far, carries }: AppliedTunnel, reading: Reading): void {
    const door = this.ports.of('TCP', port).id;
    const isOpen = (ports: number): boolean => this.ports.intersect(ports, door) !== NO_PORTS;
    const tcp = this.#carried(carries);
    const without = (ports: number): number => this.ports.subtract(ports, tcp);
    const withAll = (ports: number): number => this.ports.union(ports, tcp);
    if (reading === 'may') {
      this.fold.rewrite(this.classesOf(far.possible), (ports) => (isOpen(ports) ? withAll(ports) : ports));
      return;
    }
    if (certain) {
      this.fold.rewrite(this.classesOf(far.certain), (ports) => (isOpen(ports) ? withAll(ports) : without(ports)));
    }
    this.fold.rewrite(this.classesOf(certain ? onlyPossible(far) : far.possible), (ports) =>
      isOpen(ports) ? ports : without(ports),
    );
  }

  #carried(carries: AppliedTunnel['carries']): number {
    if (carries === undefined) return this.ports.of('TCP').id;
    return carries.reduce((sum, { lo, hi }) => this.ports.union(sum, this.ports.of('TCP', lo, hi).id), NO_PORTS);
  }
}

const differences = new WeakMap<MatchedGroups, Int32Array>();

/** Groups that are possible and not certain; one array for each answer, because arrays are keys. */
function onlyPossible(groups: MatchedGroups): Int32Array {
  let rest = differences.get(groups);
  if (rest === undefined) {
    const certain = new Set(groups.certain);
    differences.set(groups, (rest = groups.possible.filter((group) => !certain.has(group))));
  }
  return rest;
}
