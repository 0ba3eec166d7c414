import type { ObjectRef } from '../model/raw-object.js';
import type { Selector } from '../model/selector.js';
import type { IpSet } from '../sets/ip-set.js';
import type { Lane, Transport } from '../sets/protocol.js';
import type { Rung } from './rung.js';

/** Which end of a connection a rule speaks for. */
export const DIRECTIONS = ['ingress', 'egress'] as const;
export type Direction = (typeof DIRECTIONS)[number];

/** What a matching rule does; `pass` hands the traffic to the next rung. */
export type Effect = 'allow' | 'deny' | 'pass';

/** Namespaces a selection looks in: the policy's own, or all that match. */
export type NamespaceScope = { readonly kind: 'own' } | { readonly kind: 'matching'; readonly selector: Selector };

/** Pods by namespace and labels. Never matches addresses outside the cluster, nodes or host-network pods. */
export interface PodSelection {
  readonly namespaces: NamespaceScope;
  readonly pods: Selector;
}

/**
 * One alternative of who may be at the far end. `certain: false` marks what plugins read differently or what could not
 * be read: in an allow rule it only adds to what may pass, in a deny rule it only removes from what must pass.
 */
export type Peer =
  | { readonly kind: 'anyone'; readonly certain: boolean }
  | { readonly kind: 'pods'; readonly selection: PodSelection; readonly certain: boolean }
  | { readonly kind: 'addresses'; readonly set: IpSet; readonly certain: boolean };

/** One alternative of which destination ports; `certain` as for peers. A name is looked up on each destination pod. */
export type PortClause =
  | { readonly kind: 'span'; readonly lane: Lane; readonly lo: number; readonly hi: number; readonly certain: boolean }
  | { readonly kind: 'named'; readonly protocol: Transport; readonly name: string };

/** A rule: traffic matches when any peer and any port clause match. */
export interface Rule {
  /** 0-based position in the policy's list, as explanations print it. */
  readonly index: number;
  readonly effect: Effect;
  readonly peers: readonly Peer[];
  readonly ports: readonly PortClause[];
}

/** A policy object in the words every dialect shares. Rules may be one shared array for many policies. */
export interface Policy {
  readonly ref: ObjectRef;
  /** Namespace that `own` scopes mean; empty for cluster-wide kinds. */
  readonly namespace: string;
  readonly rung: Rung;
  /** Order inside a first-match rung, lowest first; 0 where order means nothing. */
  readonly priority: number;
  readonly subject: PodSelection;
  /** Rules by direction; null when the policy does not speak about that direction at all. */
  readonly ingress: readonly Rule[] | null;
  readonly egress: readonly Rule[] | null;
}

/** Something that is known to be unknown: why answers about some pods cannot be certain. */
export interface Doubt {
  /** One sentence that names the object or kind and what is missing. */
  readonly reason: string;
  readonly object?: ObjectRef;
  /** Pods of one namespace, or of the whole cluster when absent. */
  readonly namespace?: string;
  readonly directions: readonly Direction[];
  /** It might forbid what looks allowed: nothing is certain any more. */
  readonly closes: boolean;
  /** It might allow what looks forbidden: nothing can be ruled out any more. */
  readonly opens: boolean;
  /** It can only touch traffic with addresses outside the cluster. */
  readonly externalOnly: boolean;
}
