import { asRecord } from '../../model/json-value.js';
import type { Diagnostic } from '../../model/diagnostic.js';
import { type RawObject, refOf } from '../../model/raw-object.js';
import type { LowerContext, Lowered } from '../dialect.js';
import { DIRECTIONS, type Doubt, type Policy } from '../policy.js';
import { type PolicyProblem, ProblemList } from '../problem-list.js';
import { BASELINE_RUNG, type Rung } from '../rung.js';
import { BaselineShadow } from './baseline-shadow.js';
import { equalPriorities } from './equal-priorities.js';
import { type Flavour, missingPeers } from './flavour.js';
import { EVERY_POD } from './lower-pods.js';
import { lowerRules, type RuleContext } from './lower-rule.js';
import { hasNoSubject, lowerSubject } from './lower-subject.js';
import { shown } from '../shown-value.js';
import { NetworkPeers } from './network-peers.js';
import { NodePeers } from './node-peers.js';

/** Where a policy stands, as its kind says. */
export interface Place {
  readonly rung: Rung;
  /** Null when it could not be read: then it may come first. */
  readonly priority: number | null;
  /** True when nobody knows whether the policy is in force. */
  readonly tentative: boolean;
}

/** Codes of problems for which the API refuses the whole object: if it exists at all, nobody knows what it does. */
const REFUSED: ReadonlySet<string> = new Set(['POLICY.TOO_MANY', 'POLICY.INVALID_PRIORITY', 'POLICY.INVALID_SPEC']);

/** Before every priority there is: where a policy bounds the answer from both sides. */
const FIRST = -1;

/** Collects what the objects of one kind say; shared by all APIs of this family (semantics 02 §3). */
export class Lowering {
  readonly #policies: Policy[] = [];
  readonly #doubts: Doubt[] = [];
  readonly #diagnostics: Diagnostic[] = [];
  readonly #rules: Omit<RuleContext, 'flavour'>;
  readonly #shadow: BaselineShadow;

  constructor(
    readonly context: LowerContext,
    /** API versions whose meaning is known. */
    private readonly versions: readonly string[],
  ) {
    this.#shadow = new BaselineShadow(context);
    this.#rules = {
      missing: missingPeers(context.model.cni),
      sctpCertain: context.cni.sctp === 'enforced',
      nodes: new NodePeers(context),
      networks: new NetworkPeers(context),
    };
  }

  get result(): Lowered {
    const { model, endpoints } = this.context;
    const ties = equalPriorities(this.#policies, model, endpoints);
    return { policies: this.#policies, doubts: this.#doubts, diagnostics: [...this.#diagnostics, ...ties] };
  }

  /**
   * Lowers one object.
   * @param specFields members a spec may have
   * @param place reads where it stands; `inert` leaves it out and `unknown` leaves everything in doubt, after the reason
   * was reported
   */
  add(
    object: RawObject,
    flavour: Flavour,
    specFields: readonly string[],
    place: (spec: unknown, problems: ProblemList) => Place | 'inert' | 'unknown',
  ): void {
    const problems = new ProblemList();
    const spec = asRecord(object.spec);
    if (spec === undefined || !this.versions.includes(object.apiVersion)) {
      const what = spec === undefined ? `${shown(object.spec)} is not a spec` : `${object.apiVersion} is not one of ${this.versions.join(', ')}`; // prettier-ignore
      problems.error('POLICY.INVALID_SPEC', spec === undefined ? 'spec' : 'apiVersion', what);
      this.#report(object, problems.all);
      this.#doubts.push(doubtAbout(object, what));
      return;
    }
    const unknown = Object.keys(spec).filter((name) => !specFields.includes(name));
    for (const name of unknown) problems.error('POLICY.INVALID_SPEC', `spec.${name}`, `a spec has no ${name}; it has ${specFields.join(', ')}`); // prettier-ignore
    const at = place(spec, problems);
    if (at === 'unknown') this.#doubts.push(doubtAbout(object, 'where it stands among the others cannot be read'));
    else if (at !== 'inert') this.#place(object, spec, at, flavour, problems);
    this.#report(object, problems.all);
  }

  /** A warning about one object. */
  warn(object: RawObject, code: string, field: string, message: string): void {
    this.#report(object, [{ severity: 'warning', code, field, message }]);
  }

  #place(
    object: RawObject,
    spec: Readonly<Record<string, unknown>>,
    { rung, priority, tentative }: Place,
    flavour: Flavour,
    problems: ProblemList,
  ): void {
    const subject = lowerSubject(spec['subject'], problems);
    // Calico skips a policy without a subject (semantics 02 §6).
    if (this.context.model.cni.profile === 'calico' && hasNoSubject(spec['subject'])) return;
    const [ingress = null, egress = null] = DIRECTIONS.map((direction) =>
      lowerRules(spec[direction], direction, { ...this.#rules, flavour }, problems),
    );
    if (ingress === null && egress === null) return;
    const isRefused = problems.all.some(({ severity, code }) => severity === 'error' && REFUSED.has(code));
    const policy: Policy = {
      ref: refOf(object),
      namespace: '',
      rung,
      priority: priority ?? FIRST,
      subject: subject ?? EVERY_POD,
      ingress,
      egress,
      ...(tentative || isRefused || subject === null || priority === null ? { tentative: true } : {}),
    };
    this.#policies.push(...(rung === BASELINE_RUNG ? this.#shadow.split(policy) : [policy]));
  }

  #report(object: RawObject, problems: readonly PolicyProblem[]): void {
    const source = object.source === undefined ? {} : { source: object.source };
    this.#diagnostics.push(...problems.map((problem) => ({ ...problem, object: refOf(object), ...source })));
  }
}

function doubtAbout(object: RawObject, why: string): Doubt {
  const reason = `${object.kind} ${object.metadata.name}: ${why}`;
  return { reason, object: refOf(object), directions: DIRECTIONS, closes: true, opens: true, externalOnly: false };
}
