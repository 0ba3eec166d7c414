import type { Direction, Policy } from '../dialects/policy.js';
import { compareRungs } from '../dialects/rung.js';
import { byText } from '../model/json-value.js';
import type { Compiled } from './compiled.js';
import type { AppliedSide } from './ladder.js';
import type { CompiledRule, Step } from './rule-compiler.js';

/** A step that still knows the policy it comes from. */
export interface PolicyStep extends Step {
  readonly policy: Policy;
  /** False when it is not known whether the policy selects the pod, or is in force. */
  readonly applies: boolean;
  /** True when both readings of the rule agree. */
  readonly isCertain: boolean;
}

/** One policy as it applies to one group in one direction. */
export interface PolicySide extends AppliedSide {
  readonly policy: Policy;
}

/**
 * The ladder of one group with a side for each policy, where the compiled rows share one side among policies that say
 * the same. Several equal policies decide as one of them does, so climbing either ladder gives the same answer.
 */
export function policySides(compiled: Compiled, direction: Direction, group: number): PolicySide[] {
  const { parts } = compiled;
  const positions = parts[direction].subjects.selecting[compiled.classOf(group)] ?? [];
  return positions
    .flatMap((position) => {
      const policy = parts.policies[position];
      return policy === undefined ? [] : appliedSide(compiled, direction, group, policy, position);
    })
    .sort(
      ({ side: a }, { side: b }) =>
        compareRungs(a.rung, b.rung) || a.priority - b.priority || byText(a.rank ?? '', b.rank ?? '') || a.id - b.id,
    );
}

function appliedSide(
  compiled: Compiled,
  direction: Direction,
  group: number,
  policy: Policy,
  id: number,
): PolicySide[] {
  const rules = policy[direction];
  if (rules === null) return [];
  const { compiler, groupSets } = compiled.parts;
  const certain = policy.tentative !== true && groupSets.subjectOf(policy).certain.includes(group);
  const own = rules.map((rule) => withPolicy(compiler.compile(rule, policy), policy, certain));
  const { rung, priority, rank } = policy;
  const isolates = policy.isolates?.[direction] ?? true;
  const usesNames = own.some((rule) => rule.possible.ports.names.length > 0);
  return [{ policy, side: { id, rung, priority, rank, isolates, rules: own, usesNames }, certain }];
}

function withPolicy({ rule, certain, possible }: CompiledRule, policy: Policy, applies: boolean): CompiledRule {
  const isCertain = certain === possible;
  const marked = (step: Step): PolicyStep => ({ ...step, policy, applies, isCertain });
  const perhaps = marked(possible);
  return { rule, possible: perhaps, certain: isCertain ? perhaps : marked(certain) };
}
