import type { CniFacts } from '../model/network-model.js';
import { capabilitiesOf } from './cni-capabilities.js';
import { DIRECTIONS, type Doubt } from './policy.js';

/**
 * What stays open because of the engines themselves (semantics 07 §1.3): where a second engine enforces and reads
 * policies differently, what the first allows is not certain to pass; and an engine whose policies live outside the
 * Kubernetes API may forbid or allow anything.
 */
export function doubtsOfEngines(cni: CniFacts): Doubt[] {
  const [first, ...others] = (cni.engines ?? []).filter(({ enforced }) => enforced !== 'no');
  const own = JSON.stringify(capabilitiesOf(cni));
  const differing = others.filter(
    (engine) => engine.profile !== first?.profile && JSON.stringify(capabilitiesOf({ ...cni, profile: engine.profile })) !== own,
  ); // prettier-ignore
  const doubts = differing.map(({ title }): Doubt => ({
    reason: `${title} enforces policies beside ${first?.title ?? 'the network plugin'} and reads some of them differently`,
    directions: DIRECTIONS,
    closes: true,
    opens: false,
    externalOnly: false,
  }));
  if (cni.switches?.get('DATASTORE_TYPE') !== 'etcdv3') return doubts;
  const reason = 'Calico keeps its policies in an etcd outside the Kubernetes API';
  return [...doubts, { reason, directions: DIRECTIONS, closes: true, opens: true, externalOnly: false }];
}
