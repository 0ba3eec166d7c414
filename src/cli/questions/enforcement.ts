import { type EnforcementClass, enforcementOf } from '#src/engine/questions/enforcement.js';
import { Reachability } from '#src/engine/reachability/reachability.js';
import { type Answer, answer } from './answer.js';
import type { Question } from './question.js';

/** Tells policies that are in force from policies that are only declared. */
export class Enforcement {
  #declared: Reachability | undefined;

  constructor(private readonly reach: Reachability) {}

  /** What stands behind an answer. */
  of({ verdict, self }: Answer, question: Question, where: string): EnforcementClass {
    const isAllInForce =
      this.reach.model.cni.enforced === 'yes' &&
      !this.reach.diagnostics.some(({ code }) => code === 'POLICY.NOT_ENFORCED');
    if (self || verdict === 'denied' || isAllInForce) return enforcementOf(verdict, verdict);
    this.#declared ??= Reachability.build(this.reach.model, { assumeEnforced: true });
    return enforcementOf(verdict, answer(this.#declared, question, where).verdict);
  }
}
