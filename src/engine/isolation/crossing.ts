import type { ObjectRef } from '../model/raw-object.js';

/** Three-valued answer: certainly possible, certainly impossible, or not known (with the reasons elsewhere). */
export type Verdict = 'allowed' | 'denied' | 'unknown';

/** Names a workload: pods of one controller. */
export interface WorkloadRef {
  readonly namespace: string;
  readonly kind: string;
  readonly name: string;
}

/** A rule that decided traffic at one end. */
export interface DecidingRule {
  readonly policy: ObjectRef;
  /** 0-based index in the policy's rule list; absent when the policy decides by selecting (isolation) alone. */
  readonly rule?: number;
  readonly direction: 'ingress' | 'egress';
  readonly effect: 'allow' | 'deny' | 'pass' | 'no-matching-rule';
}

/** One pair of endpoints that proves a crossing. `external` ends carry an address range instead of a workload. */
export interface Witness {
  readonly from: WorkloadRef | { readonly range: string };
  readonly to: WorkloadRef | { readonly range: string };
  readonly ports: string;
  readonly rules: readonly DecidingRule[];
}

/**
 * All traffic from one party to another in one cluster.
 * Invariant: `must` is contained in `may`; verdict is `allowed` when must is not empty, `unknown` when only may is not
 * empty, `denied` when both are empty.
 */
export interface Crossing {
  /** Party name: tenant slug, `shared`, `unowned` or `external`. */
  readonly from: string;
  readonly to: string;
  readonly verdict: Verdict;
  /** Ports certainly open for some pair, as text: `TCP 5432, UDP 53`, `all`, or empty. */
  readonly must: string;
  /** Ports that cannot be ruled out for some pair. */
  readonly may: string;
  /** Workload pairs (or workload-range pairs) with a non-empty `must` / `may`. */
  readonly pairs: { readonly must: number; readonly may: number };
  /** Why part of it is unknown; empty when must equals may. */
  readonly because: readonly string[];
  /** Absent when denied. */
  readonly witness?: Witness;
  /** True when everything open is inside a shared-service contract and so does not count against a score. */
  readonly withinContract: boolean;
}
