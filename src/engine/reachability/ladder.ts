import type { Effect } from '../dialects/policy.js';
import { NETWORK_LAYER, type Rung, compareRungs } from '../dialects/rung.js';
import type { Rounding } from '../sets/port-sets.js';
import type { CompiledRule, Step } from './rule-compiler.js';
import type { Side } from './side.js';

/** Which of the two bounds of the answer is being computed. */
export type Reading = 'must' | 'may';

/** Which way an answer in one bound may be rounded. */
export function roundingOf(reading: Reading): Rounding {
  return reading === 'may' ? 'up' : 'down';
}

/** A side as it applies to one subject. */
export interface AppliedSide {
  readonly side: Side;
  /** False when nobody knows whether the policy selects the subject, or whether it is in force. */
  readonly certain: boolean;
}

/** What moves while a ladder is climbed. */
export interface LadderMachine {
  beginRung(combine: Rung['combine']): void;
  /** The next policies have no order among each other: each judges what was open before the tie. */
  beginTie(): void;
  nextInTie(): void;
  endTie(reading: Reading): void;
  /** Every policy of the rung has spoken. */
  endRung(unmatched: Rung['unmatched']): void;
  /** Another layer follows, and filters what this one allowed. */
  endLayer(): void;
}

/** Who takes part in a climb. */
export interface Climber {
  readonly machine: LadderMachine;
  /** The next rung begins. */
  onRung?(rung: Rung): void;
  /** A rule speaks. */
  onStep(step: Step): void;
  /** The network plugin has spoken; meshes follow. */
  afterNetwork?(): void;
}

/** Climbs the ladder of one subject; `sides` are in ladder order. */
export function climb(sides: readonly AppliedSide[], reading: Reading, climber: Climber): void {
  const { machine } = climber;
  let from = 0;
  while (from < sides.length) {
    const rung = sides[from]?.side.rung;
    if (rung === undefined) return;
    let to = from + 1;
    while (to < sides.length && isSameRung(sides[to], rung)) to++;
    const own = sides.slice(from, to);
    climber.onRung?.(rung);
    machine.beginRung(rung.combine);
    climbRung(own, rung, reading, climber);
    machine.endRung(isClosed(own, rung, reading) ? 'deny' : 'next');
    const next = sides[to]?.side.rung.layer;
    if (rung.layer.id === NETWORK_LAYER.id && next?.id !== NETWORK_LAYER.id) climber.afterNetwork?.();
    if (next !== undefined && next.id !== rung.layer.id) machine.endLayer();
    from = to;
  }
}

function isSameRung(applied: AppliedSide | undefined, rung: Rung): boolean {
  const other = applied?.side.rung;
  return other !== undefined && (other === rung || compareRungs(other, rung) === 0);
}

/** In the lower bound any policy that may isolate does, in the upper bound only those that certainly do. */
function isClosed(sides: readonly AppliedSide[], rung: Rung, reading: Reading): boolean {
  return (
    rung.unmatched === 'deny' && sides.some(({ side, certain }) => side.isolates && (certain || reading === 'must'))
  );
}

function climbRung(sides: readonly AppliedSide[], rung: Rung, reading: Reading, climber: Climber): void {
  for (let from = 0; from < sides.length;) {
    let to = from + 1;
    if (rung.combine === 'first-match') while (to < sides.length && isTied(sides[from], sides[to])) to++;
    const tied = sides.slice(from, to);
    const isContested = tied.length > 1 && !speakAlike(tied);
    if (isContested) climber.machine.beginTie();
    for (const applied of tied) {
      if (isContested) climber.machine.nextInTie();
      for (const rule of applied.side.rules) forEachStep(rule, reading, applied.certain, climber);
    }
    if (isContested) climber.machine.endTie(reading);
    from = to;
  }
}

/** Do two sides of a rung lack a defined order? */
function isTied(a: AppliedSide | undefined, b: AppliedSide | undefined): boolean {
  if (a === undefined || b === undefined || a.side.priority !== b.side.priority) return false;
  return a.side.rank === undefined || b.side.rank === undefined || a.side.rank === b.side.rank;
}

/** Policies that all do one and the same thing need no order. */
function speakAlike(sides: readonly AppliedSide[]): boolean {
  const effects = new Set<Effect>();
  for (const { side } of sides) for (const { rule } of side.rules) effects.add(rule.effect);
  return effects.size <= 1;
}

/** Could two tied policies contradict each other? Then the bounds may differ. */
export function hasContest(sides: readonly AppliedSide[]): boolean {
  return sides.some((applied, at) => {
    const next = sides[at + 1];
    return (
      next !== undefined &&
      applied.side.rung.combine === 'first-match' &&
      isSameRung(next, applied.side.rung) &&
      isTied(applied, next) &&
      !speakAlike([applied, next])
    );
  });
}

/**
 * What a rule does in one bound. The lower bound trusts only certain allowances and fears every possible denial, the
 * upper bound the other way round; a passing-on that is not certain may end either way.
 */
function forEachStep(rule: CompiledRule, reading: Reading, applies: boolean, climber: Climber): void {
  const { certain, possible } = rule;
  const { effect } = rule.rule;
  if (effect === 'pass') {
    if (applies) climber.onStep(certain);
    if (!applies || certain !== possible)
      climber.onStep({ ...possible, effect: reading === 'must' ? 'deny' : 'allow' });
    return;
  }
  const isFavourable = effect === 'allow';
  if ((reading === 'may') === isFavourable) climber.onStep(possible);
  else if (applies) climber.onStep(certain);
}
