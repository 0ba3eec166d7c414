import { familiesOf } from '#src/cli/input/list-answer.js';
import type { ExternalFlow, Flow } from '#src/engine/reachability/flow.js';
import { formatRange } from '#src/engine/sets/ip-range.js';
import type { Reachability } from '#src/engine/reachability/reachability.js';
import { Problem } from '#src/lib/problem.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { analyseRead, type readInput } from './analyse.js';
import { compareLines, type Line } from './compare-lines.js';
import { ncaControllerGroups } from './nca-ingress.js';
import { isNamed, isPolicyObject } from './policy-objects.js';

type Read = Awaited<ReturnType<typeof readInput>>;

/** One of the sets a relation speaks about: a whole configuration, or one policy of it with everything around it. */
export interface RelationSet {
  readonly name: string;
  readonly read: Read;
  readonly reach: Reachability;
  /** The policies it consists of. */
  readonly policies: readonly RawObject[];
}

/** A set by its name: `config`, `config/policy` or `config/namespace/policy`. */
export function relationSet(name: string, readOf: (config: string) => Read): RelationSet {
  const [config = '', ...path] = name.split('/');
  const read = readOf(config);
  const all = read.objects.filter(isPolicyObject);
  if (path.length === 0) return { name, read, policies: all, reach: analyseRead(read).reach };
  const [namespace, policy = ''] = path.length === 1 ? [undefined, path[0]] : path;
  const own = all.filter((object) => isNamed(object, namespace, policy.replace(/^\[\w+\]/, '')));
  if (own.length === 0) throw new Problem('INPUT.INVALID', `${name}: the configuration has no such policy`);
  return { name, ...withPolicies(read, own) };
}

/** The set with other policies. */
export function withPolicies(read: Read, policies: readonly RawObject[]): Omit<RelationSet, 'name'> {
  const others = read.objects.filter((object) => !isPolicyObject(object));
  const changed = { ...read, objects: [...others, ...policies] };
  return { read: changed, policies, reach: analyseRead(changed).reach };
}

/** A pair of pods, or a pod and addresses, and what passes. */
export interface PodFlow extends Flow {
  readonly src: string;
  readonly dst: string;
}

/** Everything that may pass, pod by pod: NCA compares pods, whatever controls them. Pods nobody tells apart are one. */
export function flowsOfSet({ reach }: Pick<RelationSet, 'reach'>): PodFlow[] {
  const names = reach.model.groups.map(({ namespace, members }) => `${namespace}/${members[0]?.name ?? ''}`);
  const families = familiesOf(reach);
  const controllers = ncaControllerGroups(reach.model);
  const outside = (flows: readonly ExternalFlow[], line: (range: string) => { src: string; dst: string }) =>
    flows.flatMap(({ ranges, must, may }) =>
      ranges
        .filter(({ family }) => families.includes(family))
        .map((range) => ({ ...line(formatRange(range)), must, may })),
    );
  return names
    .flatMap((name, group): PodFlow[] => [
      ...names.flatMap((other, far): PodFlow[] =>
        far === group || controllers.has(group) ? [] : [{ src: name, dst: other, ...reach.flow(group, far) }],
      ),
      ...outside(reach.externalTo(group), (range) => ({ src: range, dst: name })),
      ...outside(reach.externalFrom(group), (range) => ({ src: name, dst: range })),
    ])
    .filter(({ may }) => !may.isEmpty);
}

type Reached = Pick<RelationSet, 'reach'>;

/** How two sets of the same pods compare: `undecided` when they differ at most in what is a condition here. */
export type Comparison = 'same' | 'different' | 'undecided';

/** Do two sets let the same pass? */
export function compareReach(a: Reached, b: Reached): Comparison {
  if (differs(a, b, ({ may }) => may.toString())) return 'different';
  return differs(a, b, (flow, set) => `${flow.must.toString()} ${conditionsOf(set, flow)}`) ? 'undecided' : 'same';
}

function differs(a: Reached, b: Reached, textOf: (flow: PodFlow, set: Reached) => string): boolean {
  const lines = (set: Reached): Line<string>[] =>
    flowsOfSet(set).map((flow) => ({ src: flow.src, dst: flow.dst, says: textOf(flow, set) }));
  return compareLines(lines(a), lines(b), (said) => [...new Set(said)].sort().join(' and ')).length > 0;
}

/** What conditional traffic to a pod depends on. */
function conditionsOf({ reach }: Reached, { dst, must, may }: PodFlow): string {
  if (must.id === may.id) return '';
  const group = reach.model.groups.findIndex(
    ({ namespace, members }) => `${namespace}/${members[0]?.name ?? ''}` === dst,
  );
  const rules = reach.selecting('ingress', group).flatMap(({ ingress }) => ingress ?? []);
  return [...new Set(rules.map(({ effect, conditions }) => `${effect} ${(conditions ?? []).join(' and ')}`))]
    .sort()
    .join('; ');
}
