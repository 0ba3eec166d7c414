import type { Effect } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import { IpSet } from '../sets/ip-set.js';
import type { LadderMachine, Reading } from './ladder.js';

/** A rule as addresses outside the cluster see it. */
export interface ExternalStep {
  readonly effect: Effect;
  readonly anyone: boolean;
  readonly ports: number;
  readonly addresses: IpSet;
}

/** A step that matches or does not, or a move of the ladder itself. */
export type PlannedMove = ExternalStep | { readonly move: (machine: LadderMachine) => void };

/** Writes one climb down, so that it can be repeated for every range of addresses without finding the steps again. */
export class ClimbPlan implements LadderMachine {
  readonly #moves: PlannedMove[] = [];
  #union: ExternalStep[] | undefined;

  get moves(): readonly PlannedMove[] {
    return this.#moves;
  }

  add(step: ExternalStep): void {
    if (!step.anyone && step.addresses.isEmpty) return;
    (this.#union ?? this.#moves).push(step);
  }

  beginRung(combine: Rung['combine']): void {
    this.#union = combine === 'union' ? [] : undefined;
    this.#note((machine) => {
      machine.beginRung(combine);
    });
  }

  beginTie(): void {
    this.#note((machine) => {
      machine.beginTie();
    });
  }

  nextInTie(): void {
    this.#note((machine) => {
      machine.nextInTie();
    });
  }

  endTie(reading: Reading): void {
    this.#note((machine) => {
      machine.endTie(reading);
    });
  }

  endRung(unmatched: Rung['unmatched']): void {
    if (this.#union !== undefined) this.#moves.push(...mergeEqual(this.#union));
    this.#union = undefined;
    this.#note((machine) => {
      machine.endRung(unmatched);
    });
  }

  endLayer(): void {
    this.#note((machine) => {
      machine.endLayer();
    });
  }

  #note(move: (machine: LadderMachine) => void): void {
    this.#moves.push({ move });
  }
}

/** In a union, blocks with equal ports are one set of addresses: thousands of blocks become a handful of steps. */
function mergeEqual(steps: readonly ExternalStep[]): ExternalStep[] {
  const merged = new Map<string, ExternalStep[]>();
  for (const step of steps) {
    const key = `${step.effect} ${String(step.anyone)} ${String(step.ports)}`;
    const alike = merged.get(key);
    if (alike === undefined) merged.set(key, [step]);
    else alike.push(step);
  }
  return [...merged.values()].flatMap((alike) => {
    const [first] = alike;
    return first === undefined
      ? []
      : [{ ...first, addresses: IpSet.of(alike.flatMap((step) => step.addresses.ranges)) }];
  });
}
