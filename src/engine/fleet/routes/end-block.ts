import type { FleetMember } from '../fleet-member.js';

/** Groups of one party that a route cannot tell apart. */
export interface EndBlock {
  readonly party: string;
  /** Stands for all of them. */
  readonly sample: number;
  /** Workloads among them. */
  readonly workloads: number;
  /** True when host-network pods. */
  readonly onNode: boolean;
}

/**
 * Folds the groups of a cluster by party and by whatever decides along a route.
 * @param keyOf what decides about a group; undefined leaves it out
 */
export function foldEnds(member: FleetMember, keyOf: (group: number) => string | undefined): EndBlock[] {
  const { units } = member.membership;
  const found = new Map<string, { party: string; sample: number; onNode: boolean; units: Set<number> }>();
  for (const [id, { groups, party }] of units.entries()) {
    for (const group of groups) {
      const key = keyOf(group);
      if (key === undefined) continue;
      const full = `${party}\n${key}`;
      const known = found.get(full);
      if (known === undefined) {
        const onNode = member.model.groups[group]?.hostNetwork ?? false;
        found.set(full, { party, sample: group, onNode, units: new Set([id]) });
      } else known.units.add(id);
    }
  }
  return [...found.values()].map(({ units: own, ...block }) => ({ ...block, workloads: own.size }));
}
