import type { NetworkModel } from '../../model/network-model.js';
import type { AddressFact } from './address-fact.js';
import { doorAddresses } from './door-addresses.js';
import { egressAddresses } from './egress-addresses.js';
import { type MeshNames, meshNames } from './mesh-names.js';
import { nodeAddresses } from './node-addresses.js';
import { podRanges } from './pod-ranges.js';
import { objectsOf } from './read-objects.js';
import { serviceRange } from './service-range.js';

/** What one cluster says about itself towards other clusters (semantics 09 §1). */
export interface ClusterFacts {
  /** UID of the kube-system namespace: the same cluster under two names has one key. */
  readonly key: string | undefined;
  readonly names: MeshNames;
  readonly pods: AddressFact;
  readonly services: AddressFact;
  readonly nodes: AddressFact;
  readonly publicNodes: AddressFact;
  readonly doors: AddressFact;
  readonly egress: AddressFact;
}

/** Reads the facts of one cluster; never throws. */
export function clusterFacts(model: NetworkModel): ClusterFacts {
  const system = objectsOf(model, 'core/Namespace').find(({ metadata }) => metadata.name === 'kube-system');
  return {
    key: model.facts.cluster.uid ?? system?.metadata.uid,
    names: meshNames(model),
    pods: podRanges(model),
    services: serviceRange(model),
    nodes: nodeAddresses(model, 'InternalIP'),
    publicNodes: nodeAddresses(model, 'ExternalIP'),
    doors: doorAddresses(model),
    egress: egressAddresses(model),
  };
}
