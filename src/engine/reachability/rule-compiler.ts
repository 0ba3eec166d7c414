import type { Effect, Peer, Policy, PortClause, Rule } from '../dialects/policy.js';
import type { IpSet } from '../sets/ip-set.js';
import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { AddressMatcher } from '../endpoints/address-matcher.js';
import type { GroupSets } from '../endpoints/group-sets.js';
import { type MatchedGroups, NO_GROUPS } from '../endpoints/pod-selection.js';
import { portName } from './named-ports.js';

/** Ports of a rule: a set that is the same everywhere, and names to look up on the destination. */
export interface StepPorts {
  readonly fixed: number;
  readonly names: readonly string[];
}

/** A rule in one reading (what certainly, or what possibly matches). */
export interface Step {
  readonly rule: Rule;
  readonly trust: 'certain' | 'possible';
  readonly effect: Effect;
  readonly ports: StepPorts;
  readonly anyone: boolean;
  /** Group sets at the far end; ignored when `anyone`. */
  readonly groups: readonly Int32Array[];
  /** Addresses outside the cluster at the far end. */
  readonly addresses: readonly IpSet[];
}

/** A rule in both readings; one object when they agree. */
export interface CompiledRule {
  readonly rule: Rule;
  readonly certain: Step;
  readonly possible: Step;
}

/** Turns rules into steps over group sets and port-set ids. Equal rules of equal specs are compiled once. */
export class RuleCompiler {
  readonly #everywhere = new Map<Rule, CompiledRule>();
  readonly #byNamespace = new Map<Rule, Map<string, CompiledRule>>();
  readonly #usedNames = new Set<string>();

  constructor(
    private readonly ports: PortSets,
    private readonly groupSets: GroupSets,
    private readonly addresses: AddressMatcher,
  ) {}

  /** Port names that compiled rules look up, as `named-ports.ts` keys them. */
  get usedNames(): ReadonlySet<string> {
    return this.#usedNames;
  }

  compile(rule: Rule, policy: Policy): CompiledRule {
    if (!rule.peers.some(isOwnScoped)) {
      return remember(this.#everywhere, rule, () => this.#compile(rule, policy.namespace));
    }
    const byNamespace = remember(this.#byNamespace, rule, () => new Map<string, CompiledRule>());
    return remember(byNamespace, policy.namespace, () => this.#compile(rule, policy.namespace));
  }

  #compile(rule: Rule, own: string): CompiledRule {
    const far = rule.peers.map((peer) => ({ peer, groups: this.#groupsOf(peer, own) }));
    const isConditional = rule.conditions !== undefined && rule.conditions.length > 0;
    const isCertain =
      rule.ports.every((clause) => clause.kind === 'named' || clause.certain) &&
      far.every(({ peer, groups }) => peer.certain && groups.certain === groups.possible);
    const possible = this.#step(rule, far, 'possible');
    if (isConditional) return { rule, certain: { ...NEVER, rule, effect: rule.effect }, possible };
    return { rule, certain: isCertain ? possible : this.#step(rule, far, 'certain'), possible };
  }

  #step(
    rule: Rule,
    far: readonly { readonly peer: Peer; readonly groups: MatchedGroups }[],
    reading: 'certain' | 'possible',
  ): Step {
    const counted = far.filter(({ peer }) => reading === 'possible' || peer.certain);
    return {
      rule,
      trust: reading,
      effect: rule.effect,
      ports: this.#portsOf(rule.ports, reading),
      anyone: counted.some(({ peer }) => peer.kind === 'anyone'),
      groups: counted.map(({ groups }) => groups[reading]).filter((groups) => groups.length > 0),
      addresses: counted.flatMap(({ peer }) => this.#addressesOf(peer)),
    };
  }

  #groupsOf(peer: Peer, own: string): MatchedGroups {
    switch (peer.kind) {
      case 'anyone':
        return NO_GROUPS;
      case 'outside':
        return NO_GROUPS;
      case 'pods':
        return this.groupSets.match(peer.selection, own);
      case 'groups':
        return this.groupSets.use(peer.groups);
      case 'addresses':
        return this.addresses.match(peer.set);
    }
  }

  #addressesOf(peer: Peer): readonly IpSet[] {
    if (peer.kind === 'outside') return [peer.set];
    return peer.kind === 'addresses' ? [this.addresses.outside(peer.set)] : [];
  }

  #portsOf(clauses: readonly PortClause[], reading: 'certain' | 'possible'): StepPorts {
    let fixed = NO_PORTS;
    const names = new Set<string>();
    for (const clause of clauses) {
      if (clause.kind === 'named') names.add(portName(clause.protocol, clause.name));
      else if (clause.certain || reading === 'possible') {
        fixed = this.ports.union(fixed, this.ports.of(clause.lane, clause.lo, clause.hi).id);
      }
    }
    for (const name of names) this.#usedNames.add(name);
    return { fixed, names: [...names].sort() };
  }
}

/** A rule that is not known to match anything. */
const NEVER = {
  trust: 'certain',
  ports: { fixed: NO_PORTS, names: [] },
  anyone: false,
  groups: [],
  addresses: [],
} as const;

function isOwnScoped(peer: Peer): boolean {
  return peer.kind === 'pods' && peer.selection.namespaces.kind === 'own';
}

function remember<K, V>(memo: Map<K, V>, key: K, compute: () => V): V {
  let value = memo.get(key);
  if (value === undefined) memo.set(key, (value = compute()));
  return value;
}
