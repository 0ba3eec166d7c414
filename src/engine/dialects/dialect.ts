import type { EndpointFinder } from '../endpoints/endpoint-finder.js';
import type { MatchedGroups } from '../endpoints/pod-selection.js';
import type { Diagnostic } from '../model/diagnostic.js';
import type { NetworkModel } from '../model/network-model.js';
import type { RawObject } from '../model/raw-object.js';
import type { CniCapabilities } from './cni-capabilities.js';
import type { Doubt, Policy } from './policy.js';

/** A kind of object a dialect reads; collection and the generated ClusterRole follow this list. */
export interface ReadKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
  readonly plural: string;
  readonly namespaced: boolean;
  /** `group/Kind` that shows the same objects: when that one was read, nothing of this one is missing. */
  readonly sameAs?: string;
}

/** What a dialect understood of the objects it was given. */
export interface Lowered {
  readonly policies: readonly Policy[];
  /** What it could not understand, and what that leaves open. */
  readonly doubts: readonly Doubt[];
  readonly diagnostics: readonly Diagnostic[];
  /** Connections a mesh hides in tunnels of its own. */
  readonly tunnels?: readonly Tunnel[];
}

/**
 * A tunnel between proxies of a mesh (semantics 05 §7, 06 §A5). The network plugin sees all TCP from its sources to its
 * destinations as connections to one port: permitting that port permits every TCP port, and permitting other ports
 * permits only what does not use the tunnel.
 */
export interface Tunnel {
  /** Destination port of the tunnel, TCP. */
  readonly port: number;
  readonly sources: MatchedGroups;
  readonly destinations: MatchedGroups;
  /** The TCP ports whose connections it carries; every port when absent. */
  readonly carries?: readonly { readonly lo: number; readonly hi: number }[];
}

/** What a dialect may look at besides its own objects. */
export interface LowerContext {
  /** How this cluster's network plugin reads what languages leave open. */
  readonly cni: CniCapabilities;
  /** The whole cluster: namespaces, groups, services, nodes, other objects, coverage. */
  readonly model: NetworkModel;
  /** Finds pod groups for selections that `PodSelection` cannot express. */
  readonly endpoints: EndpointFinder;
  /** True when every pod counts as part of the mesh unless it says otherwise (published test suites). */
  readonly assumeMeshed?: boolean;
  /** Are all of Consul's intentions among the objects? Absent: as the origin of the input says. */
  readonly consulIntentionsComplete?: boolean;
}

/**
 * A policy language. It translates its objects into the shared words of `policy.ts`; the engine knows nothing else
 * about it. To add one: a folder with this, one line in `index.ts`, cases in `test/conformance`.
 */
export interface Dialect {
  readonly id: string;
  readonly reads: readonly ReadKind[];
  /** True when each object is lowered alone, so that one edited object can be lowered without the others. */
  readonly perObject?: true;
  /** Pure; never throws, whatever the objects hold. */
  lower(objects: readonly RawObject[], context: LowerContext): Lowered;
}

/** `group/Kind`, the key of `NetworkModel.objects` and `NetworkModel.coverage`. */
export function keyOfKind({ group, kind }: ReadKind): string {
  return `${group}/${kind}`;
}
