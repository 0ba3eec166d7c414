import type { Effect } from '../dialects/policy.js';
import { NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { Reading } from './ladder.js';

/** What the policies of a tie say about one far end, each judged as if it came first. */
interface TieCell {
  /** What the policy that is speaking has not matched yet. */
  open: number;
  allow: number;
  deny: number;
  pass: number;
}

/**
 * Policies of equal priority whose order nobody defines (semantics 02 §3): each is folded on its own. Where all that
 * match agree the answer is exact; where they contradict each other the lower bound takes the strictest and the upper
 * bound the most generous.
 */
export class Tie {
  #cells = new Map<number, TieCell>();

  constructor(private readonly ports: PortSets) {}

  begin(): void {
    this.#cells = new Map();
  }

  /** The next policy speaks; `open` is what the ladder left open before the tie. */
  restart(cell: number, open: number): void {
    this.#at(cell).open = open;
  }

  /** A cell that behaved like another until now. */
  copy(from: number, to: number): void {
    this.#cells.set(to, { ...this.#at(from) });
  }

  apply(cell: number, effect: Effect, ports: number): void {
    const state = this.#at(cell);
    const matched = this.ports.intersect(ports, state.open);
    state[effect] = this.ports.union(state[effect], matched);
    state.open = this.ports.subtract(state.open, matched);
  }

  verdict(cell: number, reading: Reading): { allowed: number; passed: number; decided: number } {
    const { allow, deny, pass } = this.#at(cell);
    const { ports } = this;
    const decided = ports.union(ports.union(allow, deny), pass);
    if (reading === 'may') return { allowed: allow, passed: ports.subtract(pass, allow), decided };
    const passed = ports.subtract(pass, deny);
    return { allowed: ports.subtract(ports.subtract(allow, deny), passed), passed, decided };
  }

  #at(cell: number): TieCell {
    let state = this.#cells.get(cell);
    if (state === undefined) {
      this.#cells.set(cell, (state = { open: NO_PORTS, allow: NO_PORTS, deny: NO_PORTS, pass: NO_PORTS }));
    }
    return state;
  }
}
