import type { NetworkModel } from '../model/network-model.js';
import type { PodGroup } from '../model/pod-group.js';
import type { PortSet } from '../sets/port-set.js';
import type { PortSets } from '../sets/port-sets.js';
import { RESERVED_SLUGS } from './party.js';
import { portSetOf } from './port-text.js';
import { type ContractClause, isMetricsPort } from './shared-profiles.js';
import type { TenancyRules } from './tenancy.js';
import type { Unit } from './units.js';

const NAME_LABELS = ['k8s-app', 'app.kubernetes.io/name', 'app', 'app.kubernetes.io/component', 'istio'];

/**
 * Which ports between two units are agreed, so that they do not count against anybody.
 * Host-network pods of shared services are the node itself: the node always reaches its pods, and who reaches the node
 * is judged as access to the host, not as a crossing.
 */
export class Contracts {
  private readonly agreed = new Map<string, PortSet>();

  constructor(
    private readonly model: NetworkModel,
    private readonly ports: PortSets,
    tenancy: TenancyRules,
  ) {
    for (const { slug, contracts } of tenancy.tenants) {
      for (const contract of contracts) {
        // The receiver grants; a sender may only speak for itself where nobody is there to grant.
        const grants = contract.to === slug || (contract.from === slug && isNobody(contract.to));
        if (!grants) continue;
        const key = pairKey(contract.from, contract.to);
        const known = this.agreed.get(key) ?? ports.none;
        this.agreed.set(key, known.union(portSetOf(ports, contract.ports)));
      }
    }
  }

  /** What two units may exchange depends only on their parties and these texts. */
  keyOf(unit: Unit): string {
    const { profile } = unit.ownership;
    if (profile === undefined) return `${this.declared(unit, () => true).toString()}|${this.metrics(unit).toString()}`;
    const clauses = profile.contract.flatMap((clause, index) => (this.covers(clause, unit) ? [index] : []));
    return `${profile.id}|${clauses.join(',')}|${String(this.isNode(unit))}`;
  }

  /** Agreed ports from one unit to another. */
  between(from: Unit, to: Unit): PortSet {
    const agreed = this.agreed.get(pairKey(from.party, to.party)) ?? this.ports.none;
    if (from.ownership.profile !== undefined) {
      if (this.isNode(from)) return this.ports.all;
      return this.clauses(from, 'call').reduce((set, clause) => set.union(this.portsOf(clause, to)), agreed);
    }
    if (to.ownership.profile !== undefined) {
      if (this.isNode(to)) return this.ports.all;
      return this.clauses(to, 'serve').reduce((set, clause) => set.union(this.portsOf(clause, to)), agreed);
    }
    return agreed;
  }

  /** Ports agreed between a party and the world outside the cluster. */
  withOutside(from: string, to: string): PortSet {
    return this.agreed.get(pairKey(from, to)) ?? this.ports.none;
  }

  private clauses(unit: Unit, direction: ContractClause['direction']): readonly ContractClause[] {
    const contract = unit.ownership.profile?.contract ?? [];
    return contract.filter((clause) => clause.direction === direction && this.covers(clause, unit));
  }

  /** Does a clause speak about the pods of this unit? */
  private covers({ podNames }: ContractClause, unit: Unit): boolean {
    if (podNames === undefined) return true;
    const owner = this.model.workloads[unit.workload]?.name ?? '';
    return (
      podNames.includes(owner) ||
      this.pods(unit).some(({ labels }) =>
        NAME_LABELS.some((key) => Object.hasOwn(labels, key) && podNames.includes(labels[key] ?? '')),
      )
    );
  }

  private portsOf(clause: ContractClause, called: Unit): PortSet {
    if (clause.ports === 'application') return this.declared(called, () => true);
    return clause.ports === 'metrics' ? this.metrics(called) : portSetOf(this.ports, clause.ports);
  }

  private metrics(unit: Unit): PortSet {
    return this.declared(unit, isMetricsPort);
  }

  private declared(unit: Unit, wanted: (name: string | undefined) => boolean): PortSet {
    let set = this.ports.none;
    for (const pod of this.pods(unit)) {
      for (const { name, protocol, port } of pod.ports)
        if (wanted(name)) set = set.union(this.ports.of(protocol, port));
    }
    return set;
  }

  private isNode(unit: Unit): boolean {
    return this.pods(unit).every(({ hostNetwork }) => hostNetwork);
  }

  private pods(unit: Unit): PodGroup[] {
    return unit.groups.flatMap((group) => this.model.groups[group] ?? []);
  }
}

function isNobody(party: string): boolean {
  return (RESERVED_SLUGS as readonly string[]).includes(party);
}

function pairKey(from: string, to: string): string {
  return `${from} -> ${to}`;
}
