import type { MatchedGroups, PodSelection } from '../endpoints/pod-selection.js';
import type { ObjectRef } from '../model/raw-object.js';
import type { IpSet } from '../sets/ip-set.js';
import type { Lane, Transport } from '../sets/protocol.js';
import type { Rung } from './rung.js';

export type { NamespaceScope, PodSelection } from '../endpoints/pod-selection.js';

/** Which end of a connection a rule speaks for. */
export const DIRECTIONS = ['ingress', 'egress'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a matching rule does; `pass` hands the traffic to the next rung. */
export type Effect = 'allow' | 'deny' | 'pass';

/**
 * One alternative of who may be at the far end. `certain: false` marks what plugins read differently or what could not
 * be read: in an allow rule it only adds to what may pass, in a deny rule it only removes from what must pass.
 *
 * - `pods`: a plain label selection; compiled fastest.
 * - `groups`: pod groups the dialect found itself (`LowerContext.endpoints`), host-network groups included.
 * - `addresses`: addresses outside the cluster, and the pods and nodes an ipBlock of this network plugin reaches.
 * - `outside`: addresses outside the cluster only, never a pod or a node by its address.
 */
export type Peer =
  | { readonly kind: 'anyone'; readonly certain: boolean }
  | { readonly kind: 'pods'; readonly selection: PodSelection; readonly certain: boolean }
  | { readonly kind: 'groups'; readonly groups: MatchedGroups; readonly certain: boolean }
  | { readonly kind: 'addresses'; readonly set: IpSet; readonly certain: boolean }
  | { readonly kind: 'outside'; readonly set: IpSet; readonly certain: boolean };

/** One alternative of which destination ports; `certain` as for peers. A name is looked up on each destination pod. */
export type PortClause =
  | { readonly kind: 'span'; readonly lane: Lane; readonly lo: number; readonly hi: number; readonly certain: boolean }
  | { readonly kind: 'named'; readonly protocol: Transport; readonly name: string };

/** A rule: traffic matches when any peer and any port clause match. */
export interface Rule {
  /** 0-based position in the policy's list, as explanations print it. */
  readonly index: number;
  /** The rule's own name, where its language names rules. */
  readonly name?: string;
  readonly effect: Effect;
  readonly peers: readonly Peer[];
  readonly ports: readonly PortClause[];
  /**
   * What must also hold and is no part of a connection between two ends: HTTP methods, paths, host names behind
   * addresses, mutual authentication… Each a short text such as `HTTP GET /a`. A rule with conditions never matches
   * for certain.
   */
  readonly conditions?: readonly string[];
}

/** A policy object in the words every dialect shares. Rules may be one shared array for many policies. */
export interface Policy {
  readonly ref: ObjectRef;
  /** Namespace that `own` scopes mean; empty for cluster-wide kinds. */
  readonly namespace: string;
  readonly rung: Rung;
  /** Order inside a first-match rung, lowest first; 0 where order means nothing. */
  readonly priority: number;
  /**
   * Breaks ties of equal priority, compared as text, where the language defines it. Two policies of equal priority
   * without (or with equal) ranks have no defined order: where they contradict each other the answer is unknown.
   */
  readonly rank?: string;
  /** Pods (or, by `groups`, also nodes) it protects. Possible but not certain members may or may not be protected. */
  readonly subject: PodSelection | { readonly groups: MatchedGroups };
  /** Rules by direction; null when the policy does not speak about that direction at all. */
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
  /** On a rung that denies the unmatched: does selecting a pod isolate it, by direction? Absent means yes. */
  readonly isolates?: Readonly<Partial<Record<Direction, boolean>>>;
  /** True when nobody knows whether the policy is in force at all. */
  readonly tentative?: boolean;
}

/** Something that is known to be unknown: why answers about some pods cannot be certain. */
export interface Doubt {
  /** One sentence that names the object or kind and what is missing. */
  readonly reason: string;
  readonly object?: ObjectRef;
  /** Pods of one namespace, or of the whole cluster when absent. */
  readonly namespace?: string;
  /** Exactly these groups, host-network groups included; `namespace` is ignored then. */
  readonly groups?: Int32Array;
  readonly directions: readonly Direction[];
  /** It might forbid what looks allowed: nothing is certain any more. */
  readonly closes: boolean;
  /** It might allow what looks forbidden: nothing can be ruled out any more. */
  readonly opens: boolean;
  /** It can only touch traffic with addresses outside the cluster. */
  readonly externalOnly: boolean;
  /** About a mesh: it counts where the network plugin enforces nothing, and for processes of the pod's own node too. */
  readonly byMesh?: boolean;
}
