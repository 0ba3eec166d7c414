import { NETWORK_LAYER, type Layer, type Rung } from '../dialects/rung.js';
import type { ObjectRef } from '../model/raw-object.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Decision } from './decision.js';
import type { LadderMachine, Reading } from './ladder.js';
import type { PolicyStep } from './policy-sides.js';
import { Tie } from './tie.js';

type Draft = Omit<Decision, 'ports' | 'layer'> & { readonly ports: number };

/** Who isolates the pod on a rung; asked for when a rung denies what no rule matched. */
export type IsolatingPolicies = (rung: Rung) => readonly ObjectRef[];

/**
 * The ladder as a machine that judges one far end and writes down who decided which ports. It moves exactly as
 * `RowFold` does, on one cell.
 */
export class DecisionRecorder implements LadderMachine {
  readonly #done: Decision[] = [];
  #drafts: Draft[] = [];
  #allowed = NO_PORTS;
  #open = ALL_PORTS;
  #passed = NO_PORTS;
  #rung: Rung | undefined;
  #layer: Layer = NETWORK_LAYER;
  readonly #tie: Tie;
  #tied: { readonly step: PolicyStep; readonly matched: number }[] | undefined;
  #tieOpen = NO_PORTS;

  constructor(
    private readonly ports: PortSets,
    private readonly isolatingOn: IsolatingPolicies,
  ) {
    this.#tie = new Tie(ports);
  }

  enter(rung: Rung): void {
    this.#rung = rung;
    this.#layer = rung.layer;
  }

  beginRung(): void {
    // `enter` names the rung; its way of combining is read from there.
  }

  /** A rule matches these ports of the far end. */
  apply(step: PolicyStep, ports: number): void {
    if (this.#tied !== undefined) {
      const matched = this.ports.intersect(ports, this.#tieOpen);
      this.#tieOpen = this.ports.subtract(this.#tieOpen, matched);
      this.#tie.apply(0, step.effect, ports);
      this.#tied.push({ step, matched });
      return;
    }
    const matched = this.ports.intersect(ports, this.#open);
    if (matched === NO_PORTS) return;
    this.#recordRule(step, matched);
    if (step.effect === 'allow') this.#allowed = this.ports.union(this.#allowed, matched);
    if (step.effect === 'pass') this.#passed = this.ports.union(this.#passed, matched);
    if (this.#rung?.combine !== 'union' || step.effect === 'deny')
      this.#open = this.ports.subtract(this.#open, matched);
  }

  beginTie(): void {
    this.#tied = [];
    this.#tie.begin();
  }

  nextInTie(): void {
    this.#tieOpen = this.#open;
    this.#tie.restart(0, this.#open);
  }

  endTie(reading: Reading): void {
    const { allowed, passed, decided } = this.#tie.verdict(0, reading);
    const denied = this.ports.subtract(decided, this.ports.union(allowed, passed));
    const share = { allow: allowed, pass: passed, deny: denied };
    for (const { step, matched } of this.#tied ?? []) {
      const own = this.ports.intersect(matched, share[step.effect]);
      if (own !== NO_PORTS) this.#recordRule(step, own);
    }
    this.#tied = undefined;
    this.#allowed = this.ports.union(this.#allowed, allowed);
    this.#passed = this.ports.union(this.#passed, passed);
    this.#open = this.ports.subtract(this.#open, decided);
  }

  endRung(unmatched: Rung['unmatched']): void {
    // What a rule of a union allowed stayed open to the others; now it is settled.
    const open = this.ports.subtract(this.#open, this.#allowed);
    const passed = this.ports.subtract(this.#passed, this.#allowed);
    if (unmatched === 'deny') {
      const policies = this.#rung === undefined ? [] : this.isolatingOn(this.#rung);
      const ports = this.ports.subtract(open, passed);
      this.#record({ by: 'unmatched', effect: 'deny', ports, certain: true, policies });
      this.#open = passed;
    } else {
      this.#open = this.ports.union(open, passed);
    }
    this.#passed = NO_PORTS;
  }

  endLayer(): void {
    const result = this.#closeLayer();
    this.#open = result;
    this.#allowed = NO_PORTS;
  }

  /** A tunnel changes what the layer lets through; what it takes or gives is its own decision. */
  tunnel(change: (ports: number) => number, certain: boolean): void {
    const before = this.ports.union(this.#allowed, this.#open);
    const after = change(before);
    if (after === before) return;
    this.#rung = undefined;
    this.#recordOpen();
    const taken = this.ports.subtract(before, after);
    const given = this.ports.subtract(after, before);
    const changed = this.ports.union(taken, given);
    this.#drafts = this.#drafts
      .map((draft) => ({ ...draft, ports: this.ports.subtract(draft.ports, changed) }))
      .filter(({ ports }) => ports !== NO_PORTS);
    this.#record({ by: 'tunnel', effect: 'deny', ports: taken, certain });
    this.#record({ by: 'tunnel', effect: 'allow', ports: given, certain });
    this.#allowed = after;
    this.#open = NO_PORTS;
  }

  /** Everything passes, whatever the layer said so far. */
  admit(certain: boolean): void {
    this.#drafts = [];
    this.#allowed = ALL_PORTS;
    this.#rung = undefined;
    this.#record({ by: 'own-node', effect: 'allow', ports: ALL_PORTS, certain });
  }

  /** Nothing certain passes this layer. */
  close(): void {
    this.#record({ by: 'doubt', effect: 'deny', ports: this.#open, certain: false });
    this.#open = NO_PORTS;
  }

  /** All decisions, in ladder order. */
  finish(): readonly Decision[] {
    this.#closeLayer();
    return this.#done;
  }

  #closeLayer(): number {
    this.#rung = undefined;
    this.#recordOpen();
    for (const { ports, ...draft } of this.#drafts)
      this.#done.push({ layer: this.#layer.id, ...draft, ports: this.ports.get(ports) });
    this.#drafts = [];
    return this.ports.union(this.#allowed, this.#open);
  }

  #recordOpen(): void {
    const ports = this.ports.subtract(this.#open, this.#allowed);
    this.#record({ by: 'open', effect: 'allow', ports, certain: true });
  }

  #recordRule(step: PolicyStep, ports: number): void {
    const { rule, policy, applies, isCertain } = step;
    this.#record({
      by: 'rule',
      effect: step.effect,
      ports,
      policy: policy.ref,
      rule: rule.index,
      certain: applies && isCertain,
      ...(rule.name === undefined ? {} : { name: rule.name }),
      ...(rule.conditions === undefined || rule.conditions.length === 0 ? {} : { conditions: rule.conditions }),
    });
  }

  #record(draft: Draft): void {
    if (draft.ports === NO_PORTS) return;
    this.#drafts.push({ ...(this.#rung === undefined ? {} : { rung: this.#rung.id }), ...draft });
  }
}
