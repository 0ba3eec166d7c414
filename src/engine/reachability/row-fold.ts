import type { Effect } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';

/**
 * The ladder as a small machine that judges one subject against many far ends at once. Each cell keeps what is allowed,
 * what is still open and what was passed on; cells nobody singles out share the default cell.
 *
 * Within a rung a rule acts only on open ports. A first-match rung ends by reopening what it passed; an isolating rung
 * ends by closing everything. Whatever is open after the last rung is allowed: Kubernetes is open by default.
 */
export class RowFold {
  readonly #allowed: Int32Array;
  readonly #open: Int32Array;
  readonly #passed: Int32Array;
  readonly #epochs: Int32Array;
  readonly #default: number;
  #epoch = 0;
  #touched: number[] = [];
  #combine: Rung['combine'] = 'first-match';

  constructor(
    private readonly ports: PortSets,
    cells: number,
  ) {
    this.#default = cells;
    this.#allowed = new Int32Array(cells + 1);
    this.#open = new Int32Array(cells + 1);
    this.#passed = new Int32Array(cells + 1);
    this.#epochs = new Int32Array(cells + 1);
  }

  /** Begins a new row: nothing decided, everything open. */
  begin(): void {
    this.#epoch++;
    this.#touched = [];
    this.#allowed[this.#default] = NO_PORTS;
    this.#open[this.#default] = ALL_PORTS;
    this.#passed[this.#default] = NO_PORTS;
  }

  /** Singles out a cell; until then it behaves like the default cell. */
  touch(cell: number): void {
    if (this.#epochs[cell] === this.#epoch) return;
    this.#epochs[cell] = this.#epoch;
    this.#touched.push(cell);
    this.#allowed[cell] = this.#allowed[this.#default] ?? NO_PORTS;
    this.#open[cell] = this.#open[this.#default] ?? ALL_PORTS;
    this.#passed[cell] = this.#passed[this.#default] ?? NO_PORTS;
  }

  /** Begins a rung of the ladder. */
  beginRung(combine: Rung['combine']): void {
    this.#combine = combine;
  }

  /** A rule matches these ports on one cell. */
  apply(cell: number, effect: Effect, ports: number): void {
    this.touch(cell);
    this.#apply(cell, effect, ports);
  }

  /** A rule matches everyone; `portsOf` answers for singled-out cells, `ports` for all others. */
  applyToAll(effect: Effect, ports: number, portsOf?: (cell: number) => number): void {
    for (const cell of this.#touched) this.#apply(cell, effect, portsOf === undefined ? ports : portsOf(cell));
    this.#apply(this.#default, effect, ports);
  }

  /** Every policy of the rung has spoken. */
  endRung(): void {
    for (const cell of this.#touched) this.#endRung(cell);
    this.#endRung(this.#default);
  }

  /** Allows everything with one cell, after all rungs have spoken. */
  admit(cell: number): void {
    this.touch(cell);
    this.#allowed[cell] = ALL_PORTS;
  }

  /** The finished row: emits each cell that differs from the default, ascending, and returns the default. */
  finish(emit: (cell: number, ports: number) => void): number {
    const rest = this.#result(this.#default);
    this.#touched.sort((a, b) => a - b);
    for (const cell of this.#touched) {
      const ports = this.#result(cell);
      if (ports !== rest) emit(cell, ports);
    }
    return rest;
  }

  #apply(cell: number, effect: Effect, ports: number): void {
    const open = this.#open[cell] ?? NO_PORTS;
    const matched = this.ports.intersect(ports, open);
    if (effect === 'allow') this.#allowed[cell] = this.ports.union(this.#allowed[cell] ?? NO_PORTS, matched);
    if (effect === 'pass') this.#passed[cell] = this.ports.union(this.#passed[cell] ?? NO_PORTS, matched);
    // In a union the order of rules means nothing, so what one rule matched stays open to the next.
    if (this.#combine === 'first-match') this.#open[cell] = this.ports.subtract(open, matched);
  }

  #endRung(cell: number): void {
    this.#open[cell] =
      this.#combine === 'first-match'
        ? this.ports.union(this.#open[cell] ?? NO_PORTS, this.#passed[cell] ?? NO_PORTS)
        : NO_PORTS;
    this.#passed[cell] = NO_PORTS;
  }

  #result(cell: number): number {
    return this.ports.union(this.#allowed[cell] ?? NO_PORTS, this.#open[cell] ?? NO_PORTS);
  }
}
