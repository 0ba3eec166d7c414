import type { Direction, Policy, Rule } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import type { CompiledRule, RuleCompiler } from './rule-compiler.js';

/** Everything one policy says about one direction. Policies that say the same share one side. */
export interface Side {
  readonly id: number;
  readonly rung: Rung;
  readonly priority: number;
  readonly rank: string | undefined;
  /** On a rung that denies the unmatched: does this side isolate whom it selects? */
  readonly isolates: boolean;
  readonly rules: readonly CompiledRule[];
  /** True when some rule looks a port name up. */
  readonly usesNames: boolean;
}

/** Interns sides. Invariant: equal ids mean equal rung, order, isolation and compiled rules. */
export class Sides {
  readonly #sides: Side[] = [];
  readonly #byKey = new Map<string, Side>();
  readonly #ruleIds = new Map<CompiledRule, number>();

  constructor(private readonly compiler: RuleCompiler) {}

  /** The side of a policy, or null when the policy does not speak about the direction. */
  of(policy: Policy, direction: Direction): Side | null {
    const rules = policy[direction];
    return rules === null ? null : this.#intern(policy, rules, policy.isolates?.[direction] ?? true);
  }

  get(id: number): Side | undefined {
    return this.#sides[id];
  }

  #intern(policy: Policy, rules: readonly Rule[], isolates: boolean): Side {
    const compiled = rules.map((rule) => this.compiler.compile(rule, policy));
    const { rung, priority, rank } = policy;
    const key = `${rung.layer.id}/${rung.id}/${String(priority)}/${rank ?? ''}/${String(isolates)}/${compiled.map((rule) => this.#idOf(rule)).join(',')}`;
    const known = this.#byKey.get(key);
    if (known !== undefined) return known;
    const usesNames = compiled.some((rule) => rule.possible.ports.names.length > 0);
    const side = { id: this.#sides.length, rung, priority, rank, isolates, rules: compiled, usesNames };
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
