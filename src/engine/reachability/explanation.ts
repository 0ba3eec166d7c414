import type { DecidingRule } from '../isolation/crossing.js';
import type { Direction } from '../dialects/policy.js';
import type { ObjectRef } from '../model/raw-object.js';
import type { PortSet } from '../sets/port-set.js';
import type { Bounded } from './compiled.js';
import type { Decision } from './decision.js';
import type { End, Flow, Truth } from './flow.js';

/** A rule that had a say at one end, and the ports it decided. */
export interface ExplainedRule extends DecidingRule {
  readonly ports: PortSet;
  /** False when it may, or may not, match: then it only widens or narrows what is uncertain. */
  readonly certain: boolean;
}

/** What one end permits, and why. */
export interface EndExplanation extends Flow {
  readonly direction: Direction;
  /** Does some policy isolate the pod in this direction? */
  readonly isolated: Truth;
  /** Policies that select the pod in this direction, sorted. */
  readonly policies: readonly ObjectRef[];
  /** Rules that matched; when none did, each selecting policy with `no-matching-rule`. */
  readonly rules: readonly ExplainedRule[];
  /** Who decided which ports, in ladder order, in either bound; one list when both agree. */
  readonly decisions: Bounded<readonly Decision[]>;
  /** Knowledge that is missing at this end. */
  readonly because: readonly string[];
  /** Facts that decide without a policy: an unprotected host-network pod, a process on the pod's own node. */
  readonly notes: readonly string[];
}

/** Why a connection can, cannot or may pass. An end outside the cluster has no policy and no explanation. */
export interface Explanation extends Flow {
  readonly from: End;
  readonly to: End;
  readonly egress: EndExplanation | null;
  readonly ingress: EndExplanation | null;
  /** All missing knowledge, of both ends; empty when must equals may. */
  readonly because: readonly string[];
}
