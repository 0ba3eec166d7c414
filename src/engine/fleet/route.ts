import type { Truth } from '../reachability/flow.js';
import type { EntryPoint, EntryTarget } from '../model/network-model.js';
import type { IpSet } from '../sets/ip-set.js';

/** Who may be reached: everybody in the destination cluster, or only pods behind what is exported. */
export type Targets = readonly EntryTarget[] | null;

/** What the far side knows about certificates from this side. */
export interface MeshTrust {
  /** Do both clusters have one root of trust? Without it no identity is accepted. */
  readonly sameRoot: Truth;
  /** Do identities of this cluster read like identities of the other? */
  readonly sameDomain: Truth;
}

/** Packets go from pod address to pod address. */
export interface PodRoute {
  readonly kind: 'pods';
  /** Does the destination see the pod's own address? `unknown`: the pod's, or that of its node. */
  readonly sourceKept: boolean;
  readonly targets: Targets;
  /** Policies exist that may match pods of the other cluster by labels as well, which nobody evaluates. */
  readonly labelsMayMatch?: boolean;
  /** Present when a mesh carries the client's identity to the destination. */
  readonly trust: MeshTrust | null;
}

/** As `PodRoute`, but both network plugins know the other cluster's pods by their labels. */
export interface IdentityRoute {
  readonly kind: 'identities';
  /** Do selectors that name no cluster mean the local one, in either cluster? */
  readonly defaultLocal: { readonly from: Truth; readonly to: Truth };
  /** Namespaces whose pods may be unknown to the other side, which then sees plain addresses. */
  readonly unshared: { readonly from: ReadonlySet<string>; readonly to: ReadonlySet<string> };
  /** What each cluster is called in the labels of identities. */
  readonly labels: { readonly from: string; readonly to: string };
  readonly targets: Targets;
}

/** One address and port at which the destination cluster can be entered. */
export interface Door {
  readonly entry: EntryPoint;
  /** Addresses it has; null when they are not known. */
  readonly addresses: IpSet | null;
}

/** Packets go to a door of the destination cluster. */
export interface DoorRoute {
  readonly kind: 'doors';
  readonly doors: readonly Door[];
  /** Where clients seem to come from: any public address, or addresses of their own cluster. */
  readonly clients: 'internet' | 'cluster';
}

/** Packets go to addresses of nodes: host-network pods, and the node's own services. */
export interface NodeRoute {
  readonly kind: 'nodes';
}

/** A proxy in the destination cluster takes connections and opens new ones to pods. */
export interface GatewayRoute {
  readonly kind: 'gateway';
  /** How clients reach the proxy: an address, or pods of a proxy in their own cluster. */
  readonly entry: { readonly addresses: IpSet | null; readonly port: number } | { readonly groups: readonly number[] };
  /** Pods of the proxy in the destination cluster. */
  readonly gateways: readonly number[];
  /** Only pods with a certificate of the mesh are served. */
  readonly meshedOnly: boolean;
  /** Present when the client's identity passes the proxy; otherwise the destination sees the proxy's. */
  readonly trust: MeshTrust | null;
  readonly targets: Targets;
}

/** Only exported Services, at addresses of a global range, with a global source address. */
export interface GlobalRoute {
  readonly kind: 'global';
  /** Global addresses of the exported Services. */
  readonly addresses: IpSet | null;
  /** Global source addresses by namespace of the client; `*` for the whole cluster. */
  readonly sources: ReadonlyMap<string, IpSet>;
  readonly targets: readonly EntryTarget[];
}

/** How packets travel along a link. */
export type Route = PodRoute | IdentityRoute | DoorRoute | NodeRoute | GatewayRoute | GlobalRoute;
