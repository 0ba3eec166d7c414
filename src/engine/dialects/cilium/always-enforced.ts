import { Selector } from '../../model/selector.js';
import type { Policy } from '../policy.js';
import { NAMESPACE_RUNG } from '../rung.js';
import type { Ground } from './ground.js';

/**
 * `enable-policy: always` puts every pod in default deny both ways, as a policy without rules would (semantics 04 §5).
 * @param isHere false when nothing shows that Cilium runs: then only a switch that says so counts
 */
export function alwaysEnforced({ settings }: Ground, isHere: boolean): Policy[] {
  const { alwaysEnforced: always } = settings;
  if (always === false || (always === undefined && !isHere)) return [];
  return [
    {
      ref: { apiVersion: 'v1', kind: 'ConfigMap', namespace: 'kube-system', name: 'cilium-config' },
      namespace: '',
      rung: NAMESPACE_RUNG,
      priority: 0,
      subject: { namespaces: { kind: 'matching', selector: Selector.everything }, pods: Selector.everything },
      ingress: [],
      egress: [],
      ...(always === undefined ? { tentative: true } : {}),
    },
  ];
}
