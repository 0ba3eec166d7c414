/**
 * One place on a connection's path that filters. Every layer must let a connection through; layers are asked in
 * ascending `order`, each about what the ones before left.
 */
export interface Layer {
  readonly id: string;
  readonly order: number;
}

/** Which networks exist: pods on separate networks have no route to each other (semantics 07 §4). */
export const SEGMENT_LAYER: Layer = { id: 'segment', order: 0 };
/** The network plugin's policies. */
export const NETWORK_LAYER: Layer = { id: 'network', order: 10 };
/** Firewalls between the cluster and the outside, behind the plugin's policies. */
export const EGRESS_FIREWALL_LAYER: Layer = { id: 'egress-firewall', order: 20 };
/** Proxies of a service mesh at the destination; they also judge what comes from the pod's own node. */
export const MESH_LAYER: Layer = { id: 'mesh', order: 30 };

/**
 * One rung of the ladder a connection climbs in a layer, at each end. Rungs judge in ascending `order`, then `id`; each
 * sees only traffic that the rungs before it left open.
 *
 * - `combine: 'first-match'`: rules in order of policy priority; the first that matches decides, `pass` leaves the rung.
 * - `combine: 'union'`: order means nothing; whatever some rule allows passes.
 * - `unmatched: 'next'`: what no rule matched climbs on. `'deny'`: it is denied as soon as an isolating policy selects
 *   the pod (see `Policy.isolates`), passed traffic excepted.
 */
export interface Rung {
  readonly id: string;
  readonly layer: Layer;
  readonly order: number;
  readonly combine: 'first-match' | 'union';
  readonly unmatched: 'next' | 'deny';
}

/** Pods of one primary network reach each other; there is no route to pods of another. */
export const PRIMARY_NETWORK_RUNG: Rung = {
  id: 'primary-network',
  layer: SEGMENT_LAYER,
  order: 0,
  combine: 'union',
  unmatched: 'deny',
};

/** Second interfaces of pods, which no policy of the plugin sees. */
export const SECONDARY_NETWORK_RUNG: Rung = {
  id: 'secondary-network',
  layer: NETWORK_LAYER,
  order: 0,
  combine: 'first-match',
  unmatched: 'next',
};

/** Platform teams' rules that nobody below can override. */
export const ADMIN_RUNG: Rung = {
  id: 'admin',
  layer: NETWORK_LAYER,
  order: 100,
  combine: 'first-match',
  unmatched: 'next',
};

/** Kubernetes NetworkPolicy: final for every pod it selects. */
export const NAMESPACE_RUNG: Rung = {
  id: 'namespace',
  layer: NETWORK_LAYER,
  order: 200,
  combine: 'union',
  unmatched: 'deny',
};

/** The same place in Calico, where NetworkPolicies share the ordered tier `default` with Calico's own (semantics 03 §6). */
export const CALICO_DEFAULT_RUNG: Rung = { ...NAMESPACE_RUNG, combine: 'first-match' };

/** Defaults for pods that no NetworkPolicy selects. */
export const BASELINE_RUNG: Rung = { ...ADMIN_RUNG, id: 'baseline', order: 300 };

/** Order of rungs over all layers. */
export function compareRungs(a: Rung, b: Rung): number {
  return a.layer.order - b.layer.order || a.order - b.order || (a.id < b.id ? -1 : a.id > b.id ? 1 : 0);
}
