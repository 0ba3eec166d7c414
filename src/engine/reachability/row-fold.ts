import type { Effect } from '../dialects/policy.js';
import type { Rung } from '../dialects/rung.js';
import { ALL_PORTS, NO_PORTS, type PortSets } from '../sets/port-sets.js';
import type { LadderMachine, Reading } from './ladder.js';
import { Tie } from './tie.js';

/**
 * The ladder as a small machine that judges one subject against many far ends at once. Each cell keeps what is allowed,
 * what is still open and what was passed on; cells nobody singles out share the default cell.
 *
 * Within a rung a rule acts only on open ports. A rung ends by reopening what it passed, and by closing the rest when
 * it denies the unmatched. Whatever is open after the last rung is allowed: Kubernetes is open by default. A further
 * layer starts from what the one before allowed.
 */
export class RowFold implements LadderMachine {
  readonly #allowed: Int32Array;
  readonly #open: Int32Array;
  readonly #passed: Int32Array;
  readonly #tie: Tie;
  readonly #epochs: Int32Array;
  readonly #default: number;
  #epoch = 0;
  #touched: number[] = [];
  #combine: Rung['combine'] = 'first-match';
  #inTie = false;

  constructor(
    private readonly ports: PortSets,
    cells: number,
  ) {
    this.#default = cells;
    this.#allowed = new Int32Array(cells + 1);
    this.#open = new Int32Array(cells + 1);
    this.#passed = new Int32Array(cells + 1);
    this.#epochs = new Int32Array(cells + 1);
    this.#tie = new Tie(ports);
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
    if (this.#inTie) this.#tie.copy(this.#default, cell);
  }

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

  beginTie(): void {
    this.#inTie = true;
    this.#tie.begin();
  }

  nextInTie(): void {
    this.#each((cell) => {
      this.#tie.restart(cell, this.#open[cell] ?? NO_PORTS);
    });
  }

  endTie(reading: Reading): void {
    this.#inTie = false;
    this.#each((cell) => {
      const { allowed, passed, decided } = this.#tie.verdict(cell, reading);
      this.#allowed[cell] = this.ports.union(this.#allowed[cell] ?? NO_PORTS, allowed);
      this.#passed[cell] = this.ports.union(this.#passed[cell] ?? NO_PORTS, passed);
      this.#open[cell] = this.ports.subtract(this.#open[cell] ?? NO_PORTS, decided);
    });
  }

  endRung(unmatched: Rung['unmatched']): void {
    this.#each((cell) => {
      const passed = this.#passed[cell] ?? NO_PORTS;
      this.#open[cell] = unmatched === 'deny' ? passed : this.ports.union(this.#open[cell] ?? NO_PORTS, passed);
      this.#passed[cell] = NO_PORTS;
    });
  }

  endLayer(): void {
    this.#each((cell) => {
      this.#open[cell] = this.#result(cell);
      this.#allowed[cell] = NO_PORTS;
    });
  }

  /** Allows everything with one cell, whatever the layer said so far. */
  admit(cell: number): void {
    this.touch(cell);
    this.#allowed[cell] = ALL_PORTS;
  }

  /** Changes what the layer said about some cells; `change` depends on the ports alone. */
  rewrite(cells: Int32Array, change: (ports: number) => number): void {
    const rest = this.#result(this.#default);
    const isRestStable = change(rest) === rest;
    for (const cell of cells) {
      // Cells nobody singled out need not be, as long as nothing changes for them.
      if (isRestStable && this.#epochs[cell] !== this.#epoch) continue;
      this.touch(cell);
      const before = this.#result(cell);
      const after = change(before);
      if (after === before) continue;
      this.#allowed[cell] = after;
      this.#open[cell] = NO_PORTS;
    }
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

  #each(act: (cell: number) => void): void {
    for (const cell of this.#touched) act(cell);
    act(this.#default);
  }

  #apply(cell: number, effect: Effect, ports: number): void {
    if (this.#inTie) {
      this.#tie.apply(cell, effect, ports);
      return;
    }
    const open = this.#open[cell] ?? NO_PORTS;
    const matched = this.ports.intersect(ports, open);
    if (effect === 'allow') this.#allowed[cell] = this.ports.union(this.#allowed[cell] ?? NO_PORTS, matched);
    if (effect === 'pass') this.#passed[cell] = this.ports.union(this.#passed[cell] ?? NO_PORTS, matched);
    // In a union the order of rules means nothing, so what one rule matched stays open to the next.
    if (this.#combine === 'first-match' || effect === 'deny') this.#open[cell] = this.ports.subtract(open, matched);
  }

  #result(cell: number): number {
    return this.ports.union(this.#allowed[cell] ?? NO_PORTS, this.#open[cell] ?? NO_PORTS);
  }
}
