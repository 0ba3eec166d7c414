import type { RawObject } from '../../model/raw-object.js';
import type { Flavour } from '../adminnetworkpolicy/flavour.js';
import { hasBothGenerations } from '../adminnetworkpolicy/generations.js';
import { Lowering } from '../adminnetworkpolicy/lowering.js';
import { readPriority } from '../adminnetworkpolicy/priority.js';
import type { Dialect, LowerContext, Lowered } from '../dialect.js';
import { lowerProtocol } from './lower-protocol.js';
import { ciliumReading } from './cilium-switches.js';
import { CNP_EFFECTS } from './effects.js';
import { readTier } from './tier.js';

const GROUP = 'policy.networking.k8s.io';

const FLAVOUR: Flavour = {
  effects: CNP_EFFECTS,
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
  limit: 25,
  portsField: 'protocols',
  lowerPort: lowerProtocol,
};

/** policy.networking.k8s.io/v1alpha2 and v1beta1 ClusterNetworkPolicy (semantics 02). */
export const clusterNetworkPolicyDialect: Dialect = {
  id: 'clusternetworkpolicy',
  reads: [
    {
      group: GROUP,
      version: 'v1alpha2',
      kind: 'ClusterNetworkPolicy',
      plural: 'clusternetworkpolicies',
      namespaced: false,
    },
  ],
  lower,
};

function lower(objects: readonly RawObject[], context: LowerContext): Lowered {
  const lowering = new Lowering(context, [`${GROUP}/v1alpha2`, `${GROUP}/v1beta1`]);
  const twoGenerations = hasBothGenerations(context.model);
  for (const object of objects) {
    lowering.add(object, FLAVOUR, ['tier', 'priority', 'subject', 'ingress', 'egress'], (spec, problems) => {
      const reading = ciliumReading(spec, context.model.cni);
      if (reading.state === 'rejected') {
        problems.warn('POLICY.NOT_ENFORCED', 'spec.egress', reading.because);
        return 'inert';
      }
      const rung = readTier(spec, problems);
      const priority = readPriority(spec, problems);
      // Calico skips a policy without a valid tier.
      if (rung === null) return context.model.cni.profile === 'calico' ? 'inert' : 'unknown';
      return { rung, priority, tentative: twoGenerations || reading.state === 'unknown' };
    });
  }
  return lowering.result;
}
