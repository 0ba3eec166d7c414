import type { NetworkModel } from '../../model/network-model.js';
import { enforcesKind } from '../enforced-kinds.js';

const OLDER = ['AdminNetworkPolicy', 'BaselineAdminNetworkPolicy'];

/**
 * Are both generations of the API in use on a plugin that is not known to implement just one? They are separate CRDs,
 * and no plugin is known to evaluate both (semantics 02 §1): each may be without effect.
 */
export function hasBothGenerations({ objects, cni }: NetworkModel): boolean {
  const inUse = (kind: string): boolean => {
    const key = `policy.networking.k8s.io/${kind}`;
    return (objects.get(key) ?? []).length > 0 && enforcesKind(cni, key).enforced !== 'no';
  };
  return OLDER.some(inUse) && inUse('ClusterNetworkPolicy');
}
