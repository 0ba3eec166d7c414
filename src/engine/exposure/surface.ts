import type { NetworkModel } from '../model/network-model.js';
import { type ClaimedAddress, claimedAddresses } from './claimed-addresses.js';
import { type NodeDoor, nodeDoors } from './node-doors.js';
import { type RoutedPods, routedPods } from './routed-pods.js';
import { type Redirect, redirects } from './sensitive-service.js';

/** What a cluster shows of itself besides its entry points (semantics 08 §3, §4). */
export interface Surface {
  readonly nodeDoors: readonly NodeDoor[];
  readonly claimedAddresses: readonly ClaimedAddress[];
  readonly redirects: readonly Redirect[];
  readonly routedPods: readonly RoutedPods[];
}

/** Computes the surface of one cluster; no policy is asked. */
export function surfaceOf(model: NetworkModel): Surface {
  return {
    nodeDoors: nodeDoors(model),
    claimedAddresses: claimedAddresses(model),
    redirects: redirects(model),
    routedPods: routedPods(model),
  };
}
