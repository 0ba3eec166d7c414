import type { MatchedGroups } from '../endpoints/pod-selection.js';
import type { PortSets } from '../sets/port-sets.js';
import type { Reading } from './ladder.js';
import type { RowFold } from './row-fold.js';
import { throughTunnel } from './tunnel-change.js';
import type { AppliedTunnel } from './tunnel-table.js';

/** Applies tunnels to a row: to each class at their other ends. */
export class TunnelFold {
  constructor(
    private readonly ports: PortSets,
    private readonly fold: RowFold,
    private readonly classesOf: (groups: Int32Array) => Int32Array,
  ) {}

  apply(tunnels: readonly AppliedTunnel[], reading: Reading): void {
    for (const tunnel of tunnels) {
      const { certain, far } = tunnel;
      const sure = certain ? far.certain : NOBODY;
      this.#rewrite(sure, tunnel, true, reading);
      this.#rewrite(certain ? onlyPossible(far) : far.possible, tunnel, false, reading);
    }
  }

  #rewrite(groups: Int32Array, tunnel: AppliedTunnel, certain: boolean, reading: Reading): void {
    this.fold.rewrite(this.classesOf(groups), (before) => throughTunnel(before, tunnel, certain, reading, this.ports));
  }
}

const NOBODY = new Int32Array(0);
const differences = new WeakMap<MatchedGroups, Int32Array>();

/** Groups that are possible and not certain; one array for each answer, because arrays are keys. */
function onlyPossible(groups: MatchedGroups): Int32Array {
  if (groups.certain === groups.possible) return NOBODY;
  let rest = differences.get(groups);
  if (rest === undefined) {
    const certain = new Set(groups.certain);
    differences.set(groups, (rest = groups.possible.filter((group) => !certain.has(group))));
  }
  return rest;
}
