import { Selector } from '../../model/selector.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import type { Policy } from '../policy.js';
import { NAMESPACE_RUNG } from '../rung.js';
import { laneAllowances } from './bypass.js';
import { lanesOn, multiNetworkDialect } from './multinetwork.dialect.js';
import { readRestrictions } from './restrictions.js';
import { secondaryNetworks } from './secondary-networks.js';

/**
 * A language in which nothing exists but one secondary network (`namespace/name` of its definition): evaluated alone it
 * says what pods reach on that network and nowhere else.
 */
export function oneNetworkDialect(name: string): Dialect {
  return { ...multiNetworkDialect, lower: (objects, context) => lowerOne(name, objects, context) };
}

function lowerOne(name: string, objects: Parameters<Dialect['lower']>[0], context: LowerContext): Lowered {
  const { restrictions, diagnostics } = readRestrictions(
    objects.filter(({ kind }) => kind === 'MultiNetworkPolicy'),
    context.cni,
  );
  const network = secondaryNetworks(context.model, context.endpoints).find(({ names }) => names.includes(name));
  const lanes = network === undefined ? [] : laneAllowances(network, lanesOn(network, restrictions, context), [NAMESPACE_RUNG]); // prettier-ignore
  return { policies: [closed(name), ...lanes], doubts: [], diagnostics };
}

/** Every pod is isolated but for what the network carries. */
function closed(name: string): Policy {
  return {
    ref: { apiVersion: 'k8s.cni.cncf.io/v1', kind: 'NetworkAttachmentDefinition', name },
    namespace: '',
    rung: NAMESPACE_RUNG,
    priority: 0,
    subject: { namespaces: { kind: 'matching', selector: Selector.everything }, pods: Selector.everything },
    ingress: [],
    egress: [],
  };
}
