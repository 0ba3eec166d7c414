import type { RawObject } from '../../model/raw-object.js';
import type { Flavour } from '../adminnetworkpolicy/flavour.js';
import { lowerPort } from '../adminnetworkpolicy/lower-port.js';
import { Lowering } from '../adminnetworkpolicy/lowering.js';
import { readPriority } from '../adminnetworkpolicy/priority.js';
import { readTier } from '../clusternetworkpolicy/tier.js';
import { CNP_EFFECTS } from '../clusternetworkpolicy/effects.js';
import type { LowerContext, Lowered } from '../dialect.js';

/** Tiers and actions of the newer API, ports of the older one (semantics 02 §1, §2). */
const FLAVOUR: Flavour = {
  effects: CNP_EFFECTS,
  egressPeers: ['namespaces', 'pods', 'nodes', 'networks', 'domainNames'],
  limit: 100,
  portsField: 'ports',
  lowerPort,
};

/** networking.k8s.aws/v1alpha1 ClusterNetworkPolicy. */
export function lowerClusterPolicies(objects: readonly RawObject[], context: LowerContext, version: string): Lowered {
  const lowering = new Lowering(context, [version]);
  for (const object of objects) {
    lowering.add(object, FLAVOUR, ['tier', 'priority', 'subject', 'ingress', 'egress'], (spec, problems) => {
      const rung = readTier(spec, problems);
      return rung === null ? 'unknown' : { rung, priority: readPriority(spec, problems), tentative: false };
    });
  }
  return lowering.result;
}
