import type { Reachability } from '#src/engine/reachability/reachability.js';
import type { PortSet } from '#src/engine/sets/port-set.js';
import type { readInput } from './analyse.js';
import type { Check } from './case-file.js';
import { compareLines } from './compare-lines.js';
import { emptyParts } from './empty-parts.js';
import { withoutEachRule } from './policy-objects.js';
import {
  compareReach,
  flowsOfSet,
  type PodFlow,
  type RelationSet,
  relationSet,
  withPolicies,
} from './relation-sets.js';
import type { Outcome } from './tally.js';

/** How many things a relation finds; `undecided` when that depends on what is a condition here. */
type Found = number | 'undecided';
type Query = (sets: readonly RelationSet[]) => Found;

/** Relations whose outcome the engine can be asked for; each counts what the corpus counts, as zero or more. */
const QUERIES: ReadonlyMap<string, Query> = new Map<string, Query>([
  ['equivalence', unequal],
  ['semanticDiff', unequal],
  ['vacuity', (sets) => sets.filter((set) => compareReach(set, withPolicies(set.read, [])) === 'same').length],
  ['emptiness', (sets) => sets.reduce((sum, set) => sum + emptyParts(set), 0)],
  ['redundancy', (sets) => sets.reduce((sum, set) => sum + redundantParts(set), 0)],
  [
    'containment',
    ([first, ...others]) => others.filter((other) => first !== undefined && isWithin(other, first)).length,
  ],
  [
    'permits',
    ([first, ...others]) => others.filter((other) => first !== undefined && !isPermitted(other, first)).length,
  ],
  [
    'forbids',
    ([first, ...others]) => others.filter((other) => first !== undefined && !isForbidden(other, first)).length,
  ],
]);

/** Judges a `relation` check by its zero or non-zero outcome: the count itself depends on how a tool reports. */
export function relationOutcome(
  check: Check,
  readOf: (config: string) => Awaited<ReturnType<typeof readInput>>,
): Outcome {
  const query = QUERIES.get(String(check['query']));
  if (query === undefined) return { result: 'skip', reason: `relation ${String(check['query'])} is not asked` };
  const names = check['sets'] as string[];
  const found = query(names.map((name) => relationSet(name, readOf)));
  const expected = Number(check['expected']);
  if (found === 'undecided') return { result: 'skip', reason: 'the sets differ at most in what is a condition here' };
  return found > 0 === expected > 0
    ? { result: 'pass' }
    : {
        result: 'fail',
        message: `${String(check['query'])} of ${names.join(', ')}: expected ${String(expected)}, found ${String(found)}`,
      };
}

function unequal(sets: readonly RelationSet[]): Found {
  const compared = pairs(sets).map(([a, b]) => compareReach(a, b));
  const different = compared.filter((result) => result === 'different').length;
  return different === 0 && compared.includes('undecided') ? 'undecided' : different;
}

function pairs(sets: readonly RelationSet[]): [RelationSet, RelationSet][] {
  return sets.flatMap((a, index) => sets.slice(index + 1).map((b): [RelationSet, RelationSet] => [a, b]));
}

/** Policies without which the rest of their set does the same, and rules without which their policy does the same. */
function redundantParts({ read, reach, policies }: RelationSet): number {
  const needless = policies.filter((policy) => {
    const rest = policies.filter((other) => other !== policy);
    return rest.length > 0 && compareReach({ reach }, withPolicies(read, rest)) === 'same';
  });
  const rules = policies.flatMap((policy) => {
    const alone = withPolicies(read, [policy]);
    return withoutEachRule(policy).filter((less) => compareReach(alone, withPolicies(read, [less])) === 'same');
  });
  return needless.length + rules.length;
}

/** Everything the inner set may let pass, the outer may, too. */
function isWithin(inner: RelationSet, outer: RelationSet): boolean {
  return compare(inner, outer, (mine, theirs) => mine.isWithin(theirs));
}

/** What policies of the other set allow explicitly is allowed here. */
function isPermitted(other: RelationSet, first: RelationSet): boolean {
  return compare(other, first, (mine, theirs) => mine.isWithin(theirs), true);
}

/** What policies of the other set allow explicitly is forbidden here. */
function isForbidden(other: RelationSet, first: RelationSet): boolean {
  return compare(other, first, (mine, theirs) => mine.intersect(theirs).isEmpty, true);
}

function compare(
  inner: RelationSet,
  outer: RelationSet,
  holds: (mine: PortSet, theirs: PortSet) => boolean,
  onlyCaptured = false,
): boolean {
  const flows = flowsOfSet(inner).filter((flow) => !onlyCaptured || isCaptured(inner.reach, flow));
  const { ports } = outer.reach;
  const copied = flows.map(({ src, dst, may }) => {
    const copy = may.ranges().reduce((sum, { lane, lo, hi }) => sum.union(ports.of(lane, lo, hi)), ports.none);
    return { src, dst, says: { side: 'inner', set: copy } };
  });
  const theirs = flowsOfSet(outer).map(({ src, dst, may }) => ({
    src,
    dst,
    says: { side: 'outer', set: may },
  }));
  const united = (said: readonly { side: string; set: PortSet }[], side: string): PortSet =>
    said.filter((one) => one.side === side).reduce((sum, one) => sum.union(one.set), ports.none);
  const differences = compareLines([...copied, ...theirs], [], (said) =>
    holds(united(said, 'inner'), united(said, 'outer')) ? 'fine' : 'broken',
  );
  return differences.every((line) => !line.endsWith('broken'));
}

/** Does some policy select an end of the pair in its direction? */
function isCaptured(reach: Reachability, { src, dst }: PodFlow): boolean {
  return isSelected(reach, 'egress', src) || isSelected(reach, 'ingress', dst);
}

function isSelected(reach: Reachability, direction: 'ingress' | 'egress', end: string): boolean {
  return reach.model.groups.some(
    ({ namespace, members }, group) =>
      `${namespace}/${members[0]?.name ?? ''}` === end && reach.selecting(direction, group).length > 0,
  );
}
