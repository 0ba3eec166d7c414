import { ADMIN_RUNG, type Rung } from '../rung.js';

/** All tiers before NetworkPolicies: `pass` leaves them together (semantics 02 §7). */
export const TIERS_RUNG: Rung = { ...ADMIN_RUNG, id: 'antrea-tiers', order: 90 };

/** Tiers behind the platform's ClusterNetworkPolicies, where those are in force. */
export const LATE_TIERS_RUNG: Rung = { ...ADMIN_RUNG, id: 'antrea-late-tiers', order: 110 };

/** The baseline tier, behind NetworkPolicies and before the platform's baseline. */
export const BASELINE_TIER_RUNG: Rung = { ...ADMIN_RUNG, id: 'antrea-baseline', order: 250 };
