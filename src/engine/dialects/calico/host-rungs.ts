import { EGRESS_FIREWALL_LAYER, type Layer, NETWORK_LAYER, type Rung } from '../rung.js';
import type { TierPlace } from './tiers.js';

/**
 * Policies of host endpoints filter what passes through a node once more; nobody sees from outside which traffic does,
 * so these layers only make answers less certain (semantics 03 §7).
 */
const FORWARD_LAYER: Layer = { id: 'calico-forward', order: (NETWORK_LAYER.order + EGRESS_FIREWALL_LAYER.order) / 2 };

const BEFORE_TIERS = { layer: NETWORK_LAYER, combine: 'first-match', unmatched: 'next' } as const;

/** What Felix does with pods' traffic to their own node, before any policy of the node. */
export const LOCAL_RUNG: Rung = { ...BEFORE_TIERS, id: 'calico own node', order: -120 };
/** Ports that no policy can close. */
export const FAILSAFE_RUNG: Rung = { ...BEFORE_TIERS, id: 'calico failsafe', order: -100 };
/** What no policy decided: the profiles of the host endpoint. */
export const PROFILE_RUNG: Rung = { ...BEFORE_TIERS, id: 'calico profiles', order: 10_000, unmatched: 'deny' };

/** Before the tiers stand policies about packets before connection tracking and before DNAT, in order of their tiers. */
export function earlyRung({ rung }: TierPlace, stage: 'doNotTrack' | 'preDNAT'): Rung {
  const base = stage === 'doNotTrack' ? -80 : -60;
  return { ...BEFORE_TIERS, id: `${stage} ${rung.id}`, order: base + rung.order / 1_000 };
}

/** The place of a tier among what filters forwarded traffic. */
export function forwardRung({ rung }: TierPlace): Rung {
  return { ...rung, id: `forwarded ${rung.id}`, layer: FORWARD_LAYER, unmatched: 'next' };
}
