import { asList, member } from '../../model/json-value.js';
import type { CniFacts } from '../../model/network-model.js';

/** Will Cilium take a policy that needs more than its standard set-up? */
export interface CiliumReading {
  readonly state: 'taken' | 'rejected' | 'unknown';
  /** Empty unless it is rejected. */
  readonly because: string;
}

const TAKEN: CiliumReading = { state: 'taken', because: '' };

/** Peers that need a switch, the switch, and what it is when nobody set it. */
const NEEDS: readonly (readonly [peer: string, option: string, standard: string])[] = [
  ['nodes', 'enable-node-selector-labels', 'false'],
  ['domainNames', 'enable-l7-proxy', 'true'],
];

/** Cilium rejects a whole policy when one peer needs what is switched off (semantics 02 §6). */
export function ciliumReading(spec: unknown, { profile, switches }: CniFacts): CiliumReading {
  if (profile !== 'cilium' && profile !== 'gke-dataplane-v2') return TAKEN;
  const peers = asList(member(spec, 'egress')).flatMap((rule) => asList(member(rule, 'to')));
  const needed = NEEDS.filter(([name]) => peers.some((peer) => member(peer, name) !== undefined));
  if (needed.length === 0) return TAKEN;
  if (switches === undefined) return { state: 'unknown', because: '' };
  const off = needed.find(([, option, standard]) => (switches.get(option) ?? standard) !== 'true');
  return off === undefined
    ? TAKEN
    : { state: 'rejected', because: `Cilium rejects the policy: ${off[0]} peers need ${off[1]}=true` };
}
