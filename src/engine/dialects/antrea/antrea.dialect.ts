import type { Diagnostic } from '../../model/diagnostic.js';
import { type ObjectRef, type RawObject, refOf } from '../../model/raw-object.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { DIRECTIONS, type Direction, type Doubt } from '../policy.js';
import { type PolicyProblem, ProblemList } from '../problem-list.js';
import { type PlacedRule, emitPolicies } from './emit-policies.js';
import { Groups } from './groups.js';
import { lowerRule } from './lower-rule.js';
import { nodePoliciesEnabled } from './node-policies.js';
import { Places } from './places.js';
import { specSchema } from './schema.js';
import { type Subject, type SubjectGround, lowerAppliedTo } from './subject.js';
import { Tiers } from './tiers.js';

/** crd.antrea.io NetworkPolicy and ClusterNetworkPolicy: ordered rules in tiers around NetworkPolicies (semantics 02 §7). */
export const antreaDialect: Dialect = {
  id: 'antrea',
  reads: [
    { group: 'crd.antrea.io', version: 'v1beta1', kind: 'NetworkPolicy', plural: 'networkpolicies', namespaced: true },
    {
      group: 'crd.antrea.io',
      version: 'v1beta1',
      kind: 'ClusterNetworkPolicy',
      plural: 'clusternetworkpolicies',
      namespaced: false,
    },
  ],
  lower,
};

/** Versions in which the objects had the shape that is read here. */
const API_VERSIONS: ReadonlySet<string> = new Set([
  'crd.antrea.io/v1beta1',
  'crd.antrea.io/v1alpha1',
  'crd.antrea.io/v1alpha2',
]);

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  if (objects.length === 0) return { policies: [], doubts: [], diagnostics: [] };
  const places = new Places(context);
  const ground = { places, groups: new Groups(places), tiers: new Tiers(context.model) };
  const read = objects.map((object) => readPolicy(object, ground));
  return {
    policies: emitPolicies(
      read.flatMap(({ placed }) => placed),
      places,
      nodePoliciesEnabled(context.model),
    ),
    doubts: read.flatMap(({ doubts }) => doubts),
    diagnostics: read.flatMap(({ diagnostics }) => diagnostics),
  };
}

interface ReadPolicy {
  readonly placed: readonly PlacedRule[];
  readonly doubts: readonly Doubt[];
  readonly diagnostics: readonly Diagnostic[];
}

interface PolicyGround extends SubjectGround {
  readonly tiers: Tiers;
}

function readPolicy(object: RawObject, ground: PolicyGround): ReadPolicy {
  const own = object.kind === 'ClusterNetworkPolicy' ? '' : (object.metadata.namespace ?? 'default');
  const ref: ObjectRef = own === '' ? refOf(object) : { ...refOf(object), namespace: own };
  const problems = new ProblemList();
  if (!API_VERSIONS.has(object.apiVersion)) {
    const why = `its apiVersion ${object.apiVersion} is not crd.antrea.io/v1beta1`;
    return { placed: [], doubts: [doubtAbout(ref, own, why, DIRECTIONS)], diagnostics: [] };
  }
  const { placed, doubts } = placeRules(object, own, ref, ground, problems);
  const source = object.source === undefined ? {} : { source: object.source };
  const toDiagnostic = (problem: PolicyProblem): Diagnostic => ({ ...problem, object: ref, ...source });
  // Antrea refuses a policy as a whole when a part of it is wrong.
  const tentative = problems.all.some(({ severity }) => severity === 'error');
  return {
    placed: placed.map((rule) => ({ ...rule, tentative })),
    doubts,
    diagnostics: problems.all.map(toDiagnostic),
  };
}

function placeRules(
  object: RawObject,
  own: string,
  ref: ObjectRef,
  ground: PolicyGround,
  problems: ProblemList,
): { readonly placed: readonly Omit<PlacedRule, 'tentative'>[]; readonly doubts: readonly Doubt[] } {
  const parsed = specSchema.safeParse(object.spec ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', parsed.error);
    return { placed: [], doubts: [doubtAbout(ref, own, 'its spec cannot be read', DIRECTIONS)] };
  }
  const { tier: tierName, priority, appliedTo } = parsed.data;
  const tier = ground.tiers.placeOf(tierName);
  if (tier === null) {
    const why = ground.tiers.whyMissing((tierName ?? '').slice(0, 80));
    problems.error('POLICY.UNKNOWN_TIER', 'spec.tier', why);
    return { placed: [], doubts: [doubtAbout(ref, own, why, DIRECTIONS)] };
  }
  const common = lowerAppliedTo(appliedTo ?? [], own, 'spec.appliedTo', ground, problems);
  const rules = DIRECTIONS.flatMap((direction) =>
    (parsed.data[direction] ?? []).map((raw, index) => lowerRule(raw, direction, index, own, ground, problems)),
  );
  if (rules.some(({ subjects }) => subjects === null) && (appliedTo ?? []).length === 0)
    problems.error(
      'POLICY.INVALID_SPEC',
      'spec.appliedTo',
      'nothing says whom the policy protects; write appliedTo here or in every rule',
    );
  const placed = rules.map((rule) => {
    const subjects = (rule.subjects ?? common).filter((subject): subject is Subject => subject !== null);
    return { ref, own, tier, priority, rule, subjects };
  });
  const unread = DIRECTIONS.filter((direction) =>
    rules.some((rule) => rule.direction === direction && (rule.subjects ?? common).includes(null)),
  );
  return {
    placed,
    doubts: unread.length === 0 ? [] : [doubtAbout(ref, own, 'which pods it selects cannot be read', unread)],
  };
}

function doubtAbout(ref: ObjectRef, own: string, why: string, directions: readonly Direction[]): Doubt {
  const name = `${own === '' ? '' : `${own}/`}${ref.name}`;
  return {
    reason: `${ref.kind} ${name} (${ref.apiVersion}): ${why}`,
    object: ref,
    ...(own === '' ? {} : { namespace: own }),
    directions,
    closes: true,
    opens: true,
    externalOnly: false,
  };
}
