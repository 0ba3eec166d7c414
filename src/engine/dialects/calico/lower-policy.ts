import { refOf } from '../../model/raw-object.js';
import type { MatchedGroups } from '../../endpoints/pod-selection.js';
import { DIRECTIONS, type Direction, type Doubt, type Policy, type Rule } from '../policy.js';
import { plainName } from './calico-objects.js';
import { type LoweredRule, lowerRule } from './lower-rule.js';
import type { CalicoPolicy } from './read-policy.js';
import type { Terrain } from './terrain.js';
import type { TierPlace } from './tiers.js';

/** Where a policy stands on the ladder, and among its neighbours there. */
export type Place = Pick<Policy, 'ref' | 'namespace' | 'rung' | 'priority' | 'rank' | 'tentative'>;

/** What a policy comes to: nothing but doubt when it cannot be placed. */
export interface LoweredPolicy {
  readonly policies: readonly Policy[];
  readonly doubts: readonly Doubt[];
}

/** Translates a policy for the pods it selects. */
export function lowerPolicy(policy: CalicoPolicy, tier: TierPlace, terrain: Terrain): LoweredPolicy {
  const found = terrain.selectors.podsOf(policy.subject);
  const subject = policy.isSubjectVague ? { certain: new Int32Array(0), possible: found.possible } : found;
  if (policy.isUnplaced || tier.vague) return { policies: [], doubts: [doubtAbout(policy, subject, 'total')] };
  const isTentative = policy.isDoubtful || !tier.declared;
  return {
    policies: policiesFor(policy, subject, placeOf(policy, tier, isTentative), terrain),
    doubts: isTentative ? [doubtAbout(policy, subject, 'noted')] : [],
  };
}

/** Ties of order are broken by name, namespace and kind (semantics 03 §6). */
export function placeOf({ object, namespace, order }: CalicoPolicy, { rung }: TierPlace, tentative: boolean): Place {
  const { kind, metadata } = object;
  return {
    ref: { ...refOf(object), ...(namespace === '' ? {} : { namespace }) },
    namespace,
    rung,
    priority: order,
    rank: [plainName(metadata.name), namespace, kind].join('/'),
    ...(tentative ? { tentative } : {}),
  };
}

/** One value for each set of selected groups that the rules treat alike. */
export function policiesFor(policy: CalicoPolicy, subject: MatchedGroups, place: Place, terrain: Terrain): Policy[] {
  const lowered = new Map(
    DIRECTIONS.map((direction) => [
      direction,
      policy[direction]?.map((rule, index) => lowerRule(rule, direction, index, terrain)) ?? null,
    ]),
  );
  const isUniform = [...lowered.values()].every((rules) => rules?.every((rule) => typeof rule !== 'function') ?? true);
  if (isUniform) {
    const [some] = subject.possible;
    if (some === undefined) return [];
    return [{ ...place, subject: { groups: subject }, ...rulesFor(lowered, some) }];
  }
  const certain = new Set(subject.certain);
  const parts = new Map<string, { certain: number[]; possible: number[] }>();
  for (const group of subject.possible) {
    const key = [...lowered.values()]
      .map((rules) => (rules ?? []).map((rule) => keyFor(rule, group)).join('|'))
      .join('\n');
    let part = parts.get(key);
    if (part === undefined) parts.set(key, (part = { certain: [], possible: [] }));
    if (certain.has(group)) part.certain.push(group);
    part.possible.push(group);
  }
  return [...parts.values()].map((part) => {
    const possible = Int32Array.from(part.possible);
    const sure = part.certain.length === possible.length ? possible : Int32Array.from(part.certain);
    return { ...place, subject: { groups: { certain: sure, possible } }, ...rulesFor(lowered, part.possible[0] ?? 0) };
  });
}

function keyFor(rule: LoweredRule, group: number): string {
  return typeof rule === 'function' ? rule(group).key : '';
}

function rulesFor(
  lowered: ReadonlyMap<Direction, readonly LoweredRule[] | null>,
  group: number,
): Record<Direction, readonly Rule[] | null> {
  const of = (direction: Direction): readonly Rule[] | null =>
    lowered.get(direction)?.flatMap((rule) => (typeof rule === 'function' ? rule(group).rules : rule)) ?? null;
  return { ingress: of('ingress'), egress: of('egress') };
}

/** `total`: nothing about the pods it may select is certain. `noted`: the policy's own rules already say so. */
export function doubtAbout(policy: CalicoPolicy, { possible }: MatchedGroups, kind: 'total' | 'noted'): Doubt {
  const { object, namespace } = policy;
  const name = `${object.kind} ${namespace === '' ? '' : `${namespace}/`}${object.metadata.name}`;
  const isTotal = kind === 'total';
  return {
    reason: isTotal
      ? `${name}: where it stands and what it filters cannot be read`
      : `${name}: nobody knows whether it is in force as it is written`,
    object: refOf(object),
    groups: possible,
    directions: isTotal ? DIRECTIONS : DIRECTIONS.filter((direction) => policy[direction] !== null),
    closes: isTotal,
    opens: isTotal,
    externalOnly: false,
  };
}
