import type { IpRange } from '../sets/ip-range.js';
import type { PortSet } from '../sets/port-set.js';

/**
 * What can pass. `must` certainly passes, `may` cannot be ruled out; equal when nothing is uncertain.
 * Invariant: must is contained in may.
 */
export interface Flow {
  readonly must: PortSet;
  readonly may: PortSet;
}

/** Flows of one pod with every class: port-set ids by class. One array when nothing is uncertain. */
export interface FlowRow {
  readonly must: Int32Array;
  readonly may: Int32Array;
}

/** What can pass between a pod and some addresses outside the cluster. */
export interface ExternalFlow extends Flow {
  /** Sorted, disjoint, not adjacent. */
  readonly ranges: readonly IpRange[];
}

/** One end of a connection: a pod group (or one pod of it, by name), or an address that is not a pod's. */
export type End = { readonly group: number; readonly pod?: string } | { readonly ip: string };

/** A yes-or-no answer that may not be known. */
export type Truth = 'yes' | 'no' | 'unknown';
