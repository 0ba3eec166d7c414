import type { Direction, Effect, Peer, Policy, Rule } from '../policy.js';
import { anyPort } from '../port-clauses.js';
import type { ProblemList } from '../problem-list.js';
import { isSet } from './groups.js';
import { type LocalPeer, type LoweredPeers, lowerPeers } from './lower-peers.js';
import { type PortAlternative, l7Conditions, lowerPorts } from './lower-ports.js';
import { ruleSchema } from './schema.js';
import { type Subject, type SubjectGround, lowerAppliedTo } from './subject.js';

/** One rule of a policy, at its place in the list. */
export interface LoweredRule {
  readonly direction: Direction;
  readonly index: number;
  readonly effect: Effect;
  /** Null when the policy's own `appliedTo` holds; entries of null could not be read. */
  readonly subjects: readonly (Subject | null)[] | null;
  /** What it says to pods whose own further peers are these. */
  readonly rulesFor: (own: readonly Peer[]) => readonly Rule[];
  /** Peers that depend on the namespace of the protected pod. */
  readonly local: readonly LocalPeer[];
}

const EFFECTS = { Allow: 'allow', Drop: 'deny', Reject: 'deny', Pass: 'pass' } as const satisfies Record<
  string,
  Effect
>;

/** Lowers a rule; one that cannot be read may do anything to anyone. */
export function lowerRule(
  raw: unknown,
  direction: Direction,
  index: number,
  own: string,
  ground: SubjectGround,
  problems: ProblemList,
): LoweredRule {
  const field = `spec.${direction}[${String(index)}]`;
  const parsed = ruleSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_RULE', field, parsed.error);
    const rule: Rule = { index, effect: 'pass', peers: [{ kind: 'anyone', certain: false }], ports: anyPort(false) };
    return { direction, index, effect: 'pass', subjects: null, rulesFor: () => [rule], local: [] };
  }
  const { action, name, appliedTo, ports, protocols, l7Protocols } = parsed.data;
  const side = direction === 'ingress' ? 'from' : 'to';
  const peers = lowerPeers(
    parsed.data[side] ?? [],
    direction === 'egress' ? (parsed.data.toServices ?? []) : [],
    own,
    `${field}.${side}`,
    ground,
    problems,
  );
  const alternatives = lowerPorts(ports ?? [], protocols ?? [], field, problems);
  const l7 = l7Conditions(l7Protocols ?? []);
  const effect = EFFECTS[action];
  const base = { index, effect, ...(isSet(name) && name !== '' ? { name } : {}) };
  return {
    direction,
    index,
    effect,
    subjects:
      isSet(appliedTo) && appliedTo.length > 0
        ? lowerAppliedTo(appliedTo, own, `${field}.appliedTo`, ground, problems)
        : null,
    rulesFor: (more) => rulesOf(base, { ...peers, peers: [...peers.peers, ...more] }, alternatives, l7),
    local: peers.local,
  };
}

type RuleBase = Pick<Rule, 'index' | 'effect' | 'name'>;

function rulesOf(
  base: RuleBase,
  { peers, named, names }: LoweredPeers,
  alternatives: readonly PortAlternative[],
  l7: readonly string[],
): Rule[] {
  return alternatives.flatMap(({ ports, conditions }) => [
    ...proxied({ ...base, peers, ports }, conditions, l7),
    ...(named.length === 0 ? [] : proxied({ ...base, peers: named, ports }, [...names, ...conditions], l7)),
  ]);
}

/** A proxy drops what it does not let pass: no later rule gets to see it. */
function proxied(rule: Rule, conditions: readonly string[], l7: readonly string[]): Rule[] {
  const all = [...conditions, ...l7];
  const allowed = all.length === 0 ? rule : { ...rule, conditions: all };
  if (l7.length === 0) return [allowed];
  const refused: Rule = {
    ...rule,
    effect: 'deny',
    peers: rule.peers.map((peer): Peer => ({ ...peer, certain: false })),
  };
  return [refused, allowed];
}

/** The part of a shared policy that says what one rule does. */
type RuleSides = Pick<Policy, 'ingress' | 'egress'>;

/** A rule as a policy of its own. */
export function sidesOf(direction: Direction, rules: readonly Rule[]): RuleSides {
  return direction === 'ingress' ? { ingress: rules, egress: null } : { ingress: null, egress: rules };
}
