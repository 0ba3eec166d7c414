import type { Direction, Policy, Rule } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import type { CompiledRule, RuleCompiler, Step } from './rule-compiler.js';

/** Everything one policy says about one direction. Policies that say the same share one side. */
export interface Side {
  readonly id: number;
  readonly rung: Rung;
  readonly priority: number;
  readonly rules: readonly CompiledRule[];
  /** True when some rule looks a port name up. */
  readonly usesNames: boolean;
}

/** Interns sides. Invariant: equal ids mean equal rung, priority and compiled rules. */
export class Sides {
  readonly #sides: Side[] = [];
  readonly #byKey = new Map<string, Side>();
  readonly #ruleIds = new Map<CompiledRule, number>();

  constructor(private readonly compiler: RuleCompiler) {}

  /** The side of a policy, or null when the policy does not speak about the direction. */
  of(policy: Policy, direction: Direction): Side | null {
    const rules = policy[direction];
    return rules === null ? null : this.#intern(policy, rules);
  }

  get(id: number): Side | undefined {
    return this.#sides[id];
  }

  #intern(policy: Policy, rules: readonly Rule[]): Side {
    const compiled = rules.map((rule) => this.compiler.compile(rule, policy));
    const key = `${String(policy.rung.order)}/${String(policy.priority)}/${compiled.map((rule) => this.#idOf(rule)).join(',')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const usesNames = compiled.some((rule) => rule.possible.ports.names.length > 0);
    const side = { id: this.#sides.length, rung: policy.rung, priority: policy.priority, rules: compiled, usesNames };
    this.#sides.push(side);
    this.#byKey.set(key, side);
    return side;
  }

  #idOf(rule: CompiledRule): number {
    let id = this.#ruleIds.get(rule);
    if (id === undefined) this.#ruleIds.set(rule, (id = this.#ruleIds.size));
    return id;
  }
}

/**
 * The reading of a rule that a bound needs: the lower bound trusts only certain allowances and fears every possible
 * denial, the upper bound the other way round.
 */
export function stepOf(rule: CompiledRule, reading: 'must' | 'may'): Step {
  const isFavourable = rule.rule.effect === 'allow';
  return (reading === 'may') === isFavourable ? rule.possible : rule.certain;
}
