import type { PortSet } from '../sets/port-set.js';

/** Share of a peer's workloads, 0…1: surely, and at most. */
export interface Share {
  readonly must: number;
  readonly may: number;
}

/**
 * What one foreign peer and some workloads of one tenant can exchange outside every contract.
 * Invariant: all `units` stand in the same relation to the peer.
 */
export interface FlowFact {
  /** `ingress`: the peer reaches the tenant; `egress`: the tenant reaches the peer. */
  readonly direction: 'ingress' | 'egress';
  readonly tenant: string;
  /** Tenant slug, `unowned/<namespace>` or `shared/<namespace>`. */
  readonly peer: string;
  readonly peerParty: string;
  /** The tenant's units, ascending. */
  readonly units: readonly number[];
  readonly must: PortSet;
  readonly may: PortSet;
  /** Share of the peer's units that stand at the other end of a sensitive port, and of any other port. */
  readonly sensitive: Share;
  readonly other: Share;
  /** A unit at the peer's end. */
  readonly peerUnit: number;
}
