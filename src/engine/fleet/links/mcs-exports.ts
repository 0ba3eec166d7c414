import type { ServiceModel } from '../../model/network-model.js';
import { objectsOf } from '../facts/read-objects.js';
import type { FleetMember } from '../fleet-member.js';

/** API groups that export Services in the words of the multi-cluster Services API. */
export const MCS_GROUPS = ['multicluster.x-k8s.io', 'net.gke.io'] as const;

/** Services of a cluster that a ServiceExport offers to the others. */
export function exportedServices({ model }: FleetMember): readonly ServiceModel[] {
  const exported = new Set(
    MCS_GROUPS.flatMap((group) => objectsOf(model, `${group}/ServiceExport`)).map(
      ({ metadata }) => `${metadata.namespace ?? 'default'}\n${metadata.name}`,
    ),
  );
  return model.services.filter(({ namespace, name }) => exported.has(`${namespace}\n${name}`));
}
