import type { DecidingRule, Verdict, WorkloadRef } from '../isolation/crossing.js';
import type { LinkKind, Premise, Strength } from './link.js';

/** A party in one cluster. */
export interface FleetEnd {
  readonly cluster: string;
  /** Tenant slug, `shared`, `unowned`; the nodes of a cluster count as `shared`. */
  readonly party: string;
}

/** A rule that decided, and the cluster whose rule it is. */
export interface FleetRule extends DecidingRule {
  readonly cluster: string;
}

/** One pair that proves a crossing, or stands for what is not known. */
export interface FleetWitness {
  readonly from: WorkloadRef;
  /** A workload, or addresses of nodes. */
  readonly to: WorkloadRef | { readonly range: string };
  readonly ports: string;
  readonly rules: readonly FleetRule[];
}

/**
 * All traffic from a party in one cluster to another party in another cluster along one link.
 * Invariants: `must` is contained in `may`; `must` is empty unless the premise is proven; a denied crossing names at least
 * one barrier.
 */
export interface FleetCrossing {
  readonly from: FleetEnd;
  readonly to: FleetEnd;
  readonly kind: LinkKind;
  readonly technology: string;
  /** Which way of that technology; empty when it has one. */
  readonly subject: string;
  readonly verdict: Verdict;
  /** Ports certainly open for some pair at the destination, as text. */
  readonly must: string;
  /** Ports that cannot be ruled out for some pair. */
  readonly may: string;
  /** Workload pairs with a non-empty `must` / `may`. */
  readonly pairs: { readonly must: number; readonly may: number };
  readonly premise: Premise;
  readonly strength: Strength;
  /** A proxy on the way ends the connection and opens another, so policies at the destination see the proxy. */
  readonly relayed: boolean;
  /** What must hold beside the ports, such as a host name. */
  readonly conditions: readonly string[];
  /** Why part of it is not known; empty when must equals may. */
  readonly because: readonly string[];
  /** What certainly stops it; not empty exactly when denied. */
  readonly barriers: readonly string[];
  /** Absent when denied. */
  readonly witness?: FleetWitness;
}
