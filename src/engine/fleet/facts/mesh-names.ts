import { asList, asText, member, memberAt } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import { configValue, firstText, objectsOf } from './read-objects.js';

/** What the technologies call this cluster; undefined where the input does not say. */
export interface MeshNames {
  readonly cilium: { readonly name: string | undefined; readonly id: number | undefined };
  readonly istio: {
    readonly clusterId: string | undefined;
    readonly network: string | undefined;
    readonly trustDomain: string | undefined;
    readonly meshId: string | undefined;
    /** Digest of the root certificate; equal digests mean one root of trust. */
    readonly root: string | undefined;
  };
  readonly linkerd: { readonly trustDomain: string | undefined; readonly root: string | undefined };
  readonly submariner: { readonly clusterId: string | undefined };
  readonly antrea: { readonly clusterId: string | undefined; readonly clusterSet: string | undefined };
}

/** Values that container environments hand on through pod annotations. */
const FROM_ENVIRONMENT = 'env.fenceline.io/';

/** Reads the names from configuration, labels and custom resources (semantics 09 §1). */
export function meshNames(model: NetworkModel): MeshNames {
  const id = Number(configValue(model, 'cilium-config', 'cluster-id') ?? Number.NaN);
  return {
    cilium: {
      name: configValue(model, 'cilium-config', 'cluster-name'),
      id: Number.isInteger(id) ? id : undefined,
    },
    istio: {
      clusterId: environment(model, 'ISTIO_META_CLUSTER_ID') ?? environment(model, 'CLUSTER_ID'),
      network:
        model.namespaces.get('istio-system')?.labels.get('topology.istio.io/network') ??
        environment(model, 'ISTIO_META_NETWORK'),
      trustDomain: configValue(model, 'istio', 'trustDomain') ?? environment(model, 'TRUST_DOMAIN'),
      meshId: configValue(model, 'istio', 'meshId') ?? environment(model, 'ISTIO_META_MESH_ID'),
      root: configValue(model, 'istio-ca-root-cert', 'rootHash'),
    },
    linkerd: {
      trustDomain: configValue(model, 'linkerd-config', 'identityTrustDomain'),
      root: configValue(model, 'linkerd-identity-trust-roots', 'rootHash'),
    },
    submariner: { clusterId: submarinerId(model) },
    antrea: antreaNames(model),
  };
}

function environment(model: NetworkModel, variable: string): string | undefined {
  const key = `${FROM_ENVIRONMENT}${variable}`;
  for (const { annotations } of model.groups) if (Object.hasOwn(annotations, key)) return annotations[key];
  return undefined;
}

function submarinerId(model: NetworkModel): string | undefined {
  for (const gateway of objectsOf(model, 'submariner.io/Gateway')) {
    const id = firstText(gateway, ['status', 'localEndpoint', 'cluster_id']);
    if (id !== undefined) return id;
  }
  for (const installed of objectsOf(model, 'submariner.io/Submariner')) {
    const id = firstText(installed, ['spec', 'clusterID'], ['status', 'clusterID']);
    if (id !== undefined) return id;
  }
  return undefined;
}

function antreaNames(model: NetworkModel): MeshNames['antrea'] {
  const [set] = objectsOf(model, 'multicluster.crd.antrea.io/ClusterSet');
  const claims = objectsOf(model, 'about.k8s.io/ClusterProperty');
  const claim = claims.find(({ metadata }) => metadata.name === 'cluster.clusterset.k8s.io');
  const [member0] = asList(memberAt(set, 'spec', 'members'));
  return {
    clusterId:
      asText(memberAt(set, 'spec', 'clusterID')) ??
      asText(memberAt(claim, 'spec', 'value')) ??
      asText(member(member0, 'clusterID')),
    clusterSet: set?.metadata.name,
  };
}
