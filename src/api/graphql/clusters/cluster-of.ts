import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterRef, ClusterView } from '#src/services/clusters/cluster.view.js';
import type { ClustersService } from '#src/services/clusters/clusters.service.js';
import { asNode, type NodeOf } from '../schema/global-id.js';
import { loaderOf } from '../schema/loaders.js';

/** The cluster another answer refers to; null when there is none or the caller does not see it. */
export async function clusterOf(
  clusters: ClustersService,
  scope: Scope,
  ref: ClusterRef | null,
): Promise<NodeOf<ClusterView> | null> {
  if (ref === null) return null;
  const view = await loaderOf(scope, 'cluster', (ids) => clusters.readMany(scope, ids)).load(ref.id);
  return view === null ? null : asNode('Cluster', view);
}
