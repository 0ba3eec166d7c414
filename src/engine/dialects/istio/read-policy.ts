import { asStringMap, asText, member } from '../../model/json-value.js';
import { refOf } from '../../model/raw-object.js';
import type { Placed } from '../object-book.js';
import type { ProblemList } from '../problem-list.js';
import type { AuthPolicy, AuthRule, TargetRef } from './auth-rule.js';
import { authorizationSchema, selectorSchema, targetRefSchema } from './policy-schema.js';
import { readRule } from './read-rule.js';

const DRY_RUN = 'istio.io/dry-run';

/** An AuthorizationPolicy, or null when it is only rehearsed and has no effect (semantics 05 §4). Never throws. */
export function readAuthorizationPolicy({ object, namespace, problems }: Placed): AuthPolicy | null {
  const base = { object, ref: { ...refOf(object), namespace }, namespace };
  if (asText(member(object.metadata.annotations, DRY_RUN)) === 'true') return null;
  const parsed = authorizationSchema.safeParse(object.spec ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SPEC', 'spec', parsed.error);
    const selector = readSelector(member(object.spec, 'selector'), problems);
    return { ...base, action: null, selector, targets: [], provider: '', rules: [] };
  }
  const { selector, targetRef, targetRefs, action, provider, rules } = parsed.data;
  const refs = [...(targetRef === undefined || targetRef === null ? [] : [targetRef]), ...(targetRefs ?? [])];
  return {
    ...base,
    action: action ?? 'ALLOW',
    selector: readSelector(selector, problems),
    targets: refs.map((ref, index) => readTarget(ref, index, problems)),
    provider: provider?.name ?? '',
    rules: (rules ?? [])
      .map((rule, index) => readRule(rule, index, namespace, problems))
      .filter((rule): rule is AuthRule => rule !== null),
  };
}

/** The labels of a WorkloadSelector; none means every pod, null that they cannot be read. */
export function readSelector(raw: unknown, problems: ProblemList): ReadonlyMap<string, string> | null {
  const parsed = selectorSchema.safeParse(raw ?? {});
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SELECTOR', 'spec.selector', parsed.error);
    return null;
  }
  return asStringMap(parsed.data?.matchLabels ?? {});
}

function readTarget(raw: unknown, index: number, problems: ProblemList): TargetRef {
  const parsed = targetRefSchema.safeParse(raw);
  if (!parsed.success) {
    problems.refuse('POLICY.INVALID_SPEC', `spec.targetRefs[${String(index)}]`, parsed.error);
    return { group: '', kind: '', name: '' };
  }
  return { group: parsed.data.group ?? '', kind: parsed.data.kind, name: parsed.data.name };
}
