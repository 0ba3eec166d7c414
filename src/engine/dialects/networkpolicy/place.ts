import type { NetworkModel } from '../../model/network-model.js';
import { enforcesKind } from '../enforced-kinds.js';
import type { Policy } from '../policy.js';
import { CALICO_DEFAULT_RUNG, NAMESPACE_RUNG } from '../rung.js';

/** Calico's order of every NetworkPolicy inside its tier `default` (semantics 03 §6). */
const ORDER_IN_CALICO = 1_000;

const CALICO_KINDS = ['NetworkPolicy', 'GlobalNetworkPolicy', 'Tier'].flatMap((kind) => [
  `projectcalico.org/${kind}`,
  `crd.projectcalico.org/${kind}`,
]);

/** Where NetworkPolicies stand on the ladder: between Calico's own policies where those are in force. */
export function placeOf(model: NetworkModel): Pick<Policy, 'rung' | 'priority'> {
  const amongOthers = CALICO_KINDS.some(
    (kind) => (model.objects.get(kind) ?? []).length > 0 && enforcesKind(model.cni, kind).enforced !== 'no',
  );
  return amongOthers ? { rung: CALICO_DEFAULT_RUNG, priority: ORDER_IN_CALICO } : { rung: NAMESPACE_RUNG, priority: 0 };
}
