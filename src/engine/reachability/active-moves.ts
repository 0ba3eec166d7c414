import type { PlannedMove } from './climb-plan.js';

/**
 * The moves of a plan that happen on the range a sweep stands on: the ladder's own, rules for everyone, and rules whose
 * block holds the range. Few of a plan's blocks hold any one address, so a plan may have tens of thousands.
 */
export class ActiveMoves {
  /** Positions in the plan, ascending. */
  readonly #positions: number[];

  constructor(private readonly plan: readonly PlannedMove[]) {
    this.#positions = [...plan.keys()].filter((position) => {
      const move = plan[position];
      return move !== undefined && ('move' in move || move.anyone);
    });
  }

  enter(position: number): void {
    this.#positions.splice(this.#slotOf(position), 0, position);
  }

  leave(position: number): void {
    const slot = this.#slotOf(position);
    if (this.#positions[slot] === position) this.#positions.splice(slot, 1);
  }

  *inOrder(): Iterable<PlannedMove> {
    for (const position of this.#positions) {
      const move = this.plan[position];
      if (move !== undefined) yield move;
    }
  }

  #slotOf(position: number): number {
    let lo = 0;
    let hi = this.#positions.length;
    while (lo < hi) {
      const middle = (lo + hi) >> 1;
      if ((this.#positions[middle] ?? 0) < position) lo = middle + 1;
      else hi = middle;
    }
    return lo;
  }
}
