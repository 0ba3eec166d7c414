import type { Compiled } from './compiled.js';
import type { CountedUnit } from './party-cell.js';

/** How many units of one party are in one class. */
export interface Share {
  readonly party: number;
  readonly units: number;
}

/** A unit whose pods are in several classes; only workloads can be. */
export interface ScatteredUnit {
  readonly party: number;
  /** Ascending. */
  readonly classes: readonly number[];
  readonly groups: readonly number[];
}

/** Who is in which class. */
export interface PartyMembers {
  readonly parties: number;
  /** Class → shares of the units that lie in that class alone, by ascending party. */
  readonly shares: readonly (readonly Share[])[];
  readonly scattered: readonly ScatteredUnit[];
  /** Party → its groups, ascending. */
  readonly groups: readonly (readonly number[])[];
  readonly partyOf: ArrayLike<number>;
}

/** Sorts the counted units of every party into classes. */
export function findMembers(
  compiled: Compiled,
  partyOf: ArrayLike<number>,
  parties: number,
  unit: CountedUnit,
): PartyMembers {
  const { model, table } = compiled.parts;
  const counts = Array.from(table.members, () => new Map<number, number>());
  const groups: number[][] = Array.from({ length: parties }, () => []);
  const scattered: ScatteredUnit[] = [];
  const add = (ownClass: number, party: number, units: number): void => {
    const own = counts[ownClass];
    if (units > 0) own?.set(party, (own.get(party) ?? 0) + units);
  };
  for (const [group, { members }] of model.groups.entries()) {
    const party = partyOf[group] ?? -1;
    if (party < 0) continue;
    groups[party]?.push(group);
    if (unit === 'pods') add(compiled.classOf(group), party, members.length);
  }
  if (unit === 'workloads') {
    for (const workload of model.workloads) {
      for (const [party, own] of byParty(workload.groups, partyOf)) {
        const classes = [...new Set(own.map((group) => compiled.classOf(group)))].sort((a, b) => a - b);
        const [only, another] = classes;
        if (only !== undefined && another === undefined) add(only, party, 1);
        else scattered.push({ party, classes, groups: own });
      }
    }
  }
  const shares = counts.map((own) => [...own].sort(([a], [b]) => a - b).map(([party, units]) => ({ party, units })));
  return { parties, shares, scattered, groups, partyOf };
}

function byParty(groups: readonly number[], partyOf: ArrayLike<number>): Map<number, number[]> {
  const parts = new Map<number, number[]>();
  for (const group of groups) {
    const party = partyOf[group] ?? -1;
    if (party < 0) continue;
    const own = parts.get(party);
    if (own === undefined) parts.set(party, [group]);
    else own.push(group);
  }
  return parts;
}
