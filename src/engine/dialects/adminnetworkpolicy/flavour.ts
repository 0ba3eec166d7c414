import type { CniFacts } from '../../model/network-model.js';
import type { Effect, PortClause } from '../policy.js';
import type { ProblemList } from '../problem-list.js';

/** Peers of egress rules that only some network plugins implement. */
export type OptionalPeer = 'nodes' | 'domainNames';

/** Where the APIs of this family differ (semantics 02 §2). */
export interface Flavour {
  /** What its actions mean; anything else could not exist in a cluster. */
  readonly effects: ReadonlyMap<string, Effect>;
  /** Members of egress peers. */
  readonly egressPeers: readonly string[];
  /** Most rules in a list, peers in a rule and port entries in a rule. */
  readonly limit: number;
  /** The member of a rule that names ports. */
  readonly portsField: 'ports' | 'protocols';
  /** One entry of that list. */
  lowerPort(raw: unknown, field: string, sctpCertain: boolean, problems: ProblemList): readonly PortClause[];
}

/** Peers that a plugin does not implement; its rules fail closed as if they were unknown (semantics 02 §6). */
export function missingPeers({ profile }: CniFacts): readonly OptionalPeer[] {
  if (profile === 'calico') return ['nodes', 'domainNames'];
  return profile === 'ovn-kubernetes' ? ['domainNames'] : [];
}
