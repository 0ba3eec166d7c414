import { byText } from '../model/json-value.js';
import type { NetworkModel } from '../model/network-model.js';
import { OwnerChain, type Ownership } from './owner-of.js';
import { partyName } from './party.js';
import type { TenancyRules } from './tenancy.js';

/** A workload as its owner sees it. A workload whose pods have different owners is one unit for each of them. */
export interface Unit {
  /** Index into `NetworkModel.workloads`. */
  readonly workload: number;
  readonly groups: readonly number[];
  readonly party: string;
  /**
   * The foreign party scores sum over: the tenant, or each unowned or shared namespace on its own
   * (`unowned/default`, `shared/kube-system`).
   */
  readonly peer: string;
  readonly ownership: Ownership;
}

/** Who owns what in one cluster. */
export interface Membership {
  /** Sorted by party, peer, workload; the position is the unit's id. */
  readonly units: readonly Unit[];
  /** Pod group → unit. */
  readonly unitOf: Int32Array;
  /** Namespace → its owner, for every namespace of the model, sorted by name. */
  readonly namespaces: ReadonlyMap<string, Ownership>;
  /** Tenants with at least one unit, sorted. */
  readonly tenants: readonly string[];
}

/** Decides the owner of every pod group and namespace. */
export function resolveMembership(model: NetworkModel, tenancy: TenancyRules): Membership {
  const chain = new OwnerChain(model, tenancy);
  const units: Unit[] = [];
  for (const [workload, { groups }] of model.workloads.entries()) {
    const byParty = new Map<string, { ownership: Ownership; groups: number[] }>();
    for (const group of groups) {
      const pods = model.groups[group];
      if (pods === undefined) continue;
      const ownership = chain.ownerOf(pods);
      const party = partyName(ownership.party);
      const known = byParty.get(party);
      if (known === undefined) byParty.set(party, { ownership, groups: [group] });
      else known.groups.push(group);
    }
    for (const [party, { ownership, groups: own }] of byParty) {
      const namespace = model.workloads[workload]?.namespace ?? '';
      const peer = ownership.party.kind === 'tenant' ? party : `${party}/${namespace}`;
      units.push({ workload, groups: own, party, peer, ownership });
    }
  }
  units.sort((a, b) => byText(a.party, b.party) || byText(a.peer, b.peer) || a.workload - b.workload);
  const unitOf = new Int32Array(model.groups.length).fill(-1);
  for (const [id, unit] of units.entries()) for (const group of unit.groups) unitOf[group] = id;
  const names = [...model.namespaces.keys()].sort();
  return {
    units,
    unitOf,
    namespaces: new Map(names.map((name) => [name, chain.ownerOfNamespace(name)])),
    tenants: [...new Set(units.filter(({ ownership }) => ownership.party.kind === 'tenant').map(({ party }) => party))],
  };
}
