import { NO_PORTS, type PortSets, type Rounding } from '../sets/port-sets.js';
import type { PartyCell } from './party-cell.js';

/** Most port sets a tally tells apart; keys stay exact doubles. */
const PORTS_BASE = 2 ** 26;

/**
 * Counts pairs by party, party and port set. Counts may go down again, so a value that exceptions replaced everywhere
 * leaves no trace in the union of ports.
 */
export class PairTally {
  readonly #counts = new Map<number, number>();

  constructor(private readonly parties: number) {}

  /** Adds (or, negative, takes back) pairs with these ports. Pairs without open ports are not counted. */
  add(from: number, to: number, ports: number, pairs: number): void {
    if (ports === NO_PORTS || pairs === 0) return;
    const key = (from * this.parties + to) * PORTS_BASE + ports;
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + pairs);
  }

  /** Totals of all party pairs with something open, sorted by from, to. */
  cells(ports: PortSets, rounding: Rounding): PartyCell[] {
    const totals = new Map<number, { pairs: number; ports: number }>();
    for (const [key, pairs] of this.#counts) {
      if (pairs === 0) continue;
      const pair = Math.floor(key / PORTS_BASE);
      const total = totals.get(pair) ?? { pairs: 0, ports: NO_PORTS };
      totals.set(pair, {
        pairs: total.pairs + pairs,
        ports: ports.boundedUnion(total.ports, key % PORTS_BASE, rounding),
      });
    }
    return [...totals]
      .sort(([a], [b]) => a - b)
      .map(([pair, total]) => ({
        from: Math.floor(pair / this.parties),
        to: pair % this.parties,
        pairs: total.pairs,
        ports: ports.get(total.ports),
      }));
  }
}
