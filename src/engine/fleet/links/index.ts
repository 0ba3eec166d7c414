import type { LinkDetector } from '../link-detector.js';
import { antreaMultiCluster } from './antrea-multi-cluster.js';
import { ciliumClusterMesh } from './cilium-cluster-mesh.js';
import { consulPeering } from './consul-peering.js';
import { controlPlaneTrust } from './control-plane-trust.js';
import { doors } from './doors.js';
import { istioMultiCluster } from './istio-multi-cluster.js';
import { linkerdMultiCluster } from './linkerd-multi-cluster.js';
import { mcsApi } from './mcs-api.js';
import { nodePaths } from './node-paths.js';
import { routedPods } from './routed-pods.js';
import { sharedDependencies } from './shared-dependencies.js';
import { sharedIdentities } from './shared-identities.js';
import { skupper } from './skupper.js';
import { submariner } from './submariner.js';

/** Every technology that opens ways between clusters. One line adds one. */
export const linkDetectors: readonly LinkDetector[] = [
  routedPods,
  nodePaths,
  doors,
  ciliumClusterMesh,
  istioMultiCluster,
  linkerdMultiCluster,
  consulPeering,
  skupper,
  mcsApi,
  submariner,
  antreaMultiCluster,
  controlPlaneTrust,
  sharedDependencies,
  sharedIdentities,
];
