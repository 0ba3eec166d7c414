import type { PortSet } from '../sets/port-set.js';

/** What is counted: pods, or workloads (pods of one controller). */
export type CountedUnit = 'pods' | 'workloads';

/** All traffic from one party to another, in one reading. */
export interface PartyCell {
  readonly from: number;
  readonly to: number;
  /** Ordered pairs of different units with some open port. */
  readonly pairs: number;
  /** Every port open for some pair. */
  readonly ports: PortSet;
}

/** Two groups that prove a cell: the first pair in group order of the first class of `from` that reaches `to`. */
export interface GroupPair {
  readonly src: number;
  readonly dst: number;
}
