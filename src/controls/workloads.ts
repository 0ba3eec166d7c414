import type { WorkloadRef } from '#src/engine/isolation/crossing.js';
import type { Membership, Unit } from '#src/engine/isolation/units.js';
import type { NetworkModel } from '#src/engine/model/network-model.js';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import type { Tier } from './scoring/sigma.js';
import type { TenancyRules } from '#src/engine/isolation/tenancy.js';

/** A unit with what judgements say about it. */
export interface Subject {
  readonly id: number;
  readonly unit: Unit;
  readonly ref: WorkloadRef;
  /** `namespace/Kind/name`. */
  readonly text: string;
  /** The owning tenant, or nobody. */
  readonly tenants: readonly string[];
  readonly tier: Tier;
  readonly groups: readonly number[];
  readonly pods: readonly PodGroup[];
  readonly hostNetwork: boolean;
}

/** All units as subjects of judgements, and the tiers of parties. */
export class Workloads {
  readonly subjects: readonly Subject[];
  /** Subjects whose isolation their owner answers for: everybody's but the shared services'. */
  readonly owned: readonly Subject[];
  private readonly tiers: ReadonlyMap<string, Tier>;

  constructor(model: NetworkModel, membership: Membership, tenancy: TenancyRules) {
    this.tiers = new Map(tenancy.tenants.map(({ slug, tier }) => [slug, tier]));
    this.subjects = membership.units.map((unit, id) => {
      const { namespace = '', kind = '', name = '' } = model.workloads[unit.workload] ?? {};
      const pods = unit.groups.flatMap((group) => model.groups[group] ?? []);
      return {
        id,
        unit,
        ref: { namespace, kind, name },
        text: `${namespace}/${kind}/${name}`,
        tenants: unit.ownership.party.kind === 'tenant' ? [unit.party] : [],
        tier: this.tierOf(unit.party),
        groups: unit.groups,
        pods,
        hostNetwork: pods.every(({ hostNetwork }) => hostNetwork),
      };
    });
    this.owned = this.subjects.filter(({ unit }) => unit.ownership.party.kind !== 'shared');
  }

  /** Tier of a party: what was registered, 0 for unowned namespaces, null when nobody said. */
  tierOf(party: string): Tier {
    return party === 'unowned' ? 0 : (this.tiers.get(party) ?? null);
  }
}

/** Is this tier sensitive enough to make every breach worse? */
export function isSensitiveTier(tier: Tier): boolean {
  return tier !== null && tier >= 2;
}
