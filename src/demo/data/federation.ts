import type { ClusterBuilder } from './cluster-builder.js';

const NAMESPACE = 'submariner-operator';

/** Joins a cluster to another by Submariner, whose gateway reports the tunnel as up: pod addresses are routed both ways. */
export function joinBySubmariner(cluster: ClusterBuilder, own: string, other: string): void {
  cluster.namespace(NAMESPACE).add({
    apiVersion: 'submariner.io/v1',
    kind: 'Gateway',
    metadata: { name: `gateway-${own}`, namespace: NAMESPACE },
    status: {
      haStatus: 'active',
      localEndpoint: { cluster_id: own, cable_name: `submariner-cable-${own}` },
      connections: [{ status: 'connected', endpoint: { cluster_id: other, cable_name: `submariner-cable-${other}` } }],
    },
  });
}
