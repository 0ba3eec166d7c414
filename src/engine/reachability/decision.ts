import type { Effect } from '../dialects/policy.js';
import type { ObjectRef } from '../model/raw-object.js';
import type { PortSet } from '../sets/port-set.js';

/**
 * What decided some ports at one place of the ladder:
 * - `rule`: a rule of `policy`; with effect `pass` it only handed them on.
 * - `unmatched`: a rung that denies what no rule of the isolating `policies` allows.
 * - `open`: no policy of the layer had anything against them; Kubernetes and meshes are open by default.
 * - `tunnel`: the mesh hides the connection in a tunnel whose port is, or is not, permitted.
 * - `own-node`: processes of the pod's own node always reach it.
 * - `doubt`: knowledge is missing, so the lower bound fears the worst and the upper bound hopes for the best.
 */
export type DecidedBy = 'rule' | 'unmatched' | 'open' | 'tunnel' | 'own-node' | 'doubt';

/**
 * One step of the decision about one end. Within a layer every port that reached it is in exactly one `allow` or `deny`
 * decision (several `allow` rules of a union may share one), so the decisions alone give the verdict: what no layer
 * denies passes.
 */
export interface Decision {
  /** Id of the layer, e.g. `network` or `mesh`. */
  readonly layer: string;
  /** Id of the rung inside the layer; absent when the layer's end, not a rung, decides. */
  readonly rung?: string;
  readonly by: DecidedBy;
  readonly effect: Effect;
  /** The ports it decided; never empty. */
  readonly ports: PortSet;
  readonly policy?: ObjectRef;
  /** 0-based index in the policy's rule list. */
  readonly rule?: number;
  /** The rule's own name. */
  readonly name?: string;
  /** Policies that isolate the pod on this rung, for `unmatched`. */
  readonly policies?: readonly ObjectRef[];
  /** What must also hold, such as an HTTP method. */
  readonly conditions?: readonly string[];
  /** False when it is not known whether the rule matches, or whether its policy is in force. */
  readonly certain: boolean;
}

/** The ports decisions let through: what no layer denies. */
export function portsLetThrough(decisions: readonly Decision[], all: PortSet): PortSet {
  return decisions.reduce((left, { effect, ports }) => (effect === 'deny' ? left.subtract(ports) : left), all);
}
