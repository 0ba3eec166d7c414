import { EGRESS_FIREWALL_LAYER, type Rung } from '../rung.js';

/** Firewalls of namespaces, in order of their rules; what no rule mentions passes (semantics 07 §4). */
export const FIREWALL_RUNG: Rung = {
  id: 'egress-firewall',
  layer: EGRESS_FIREWALL_LAYER,
  order: 100,
  combine: 'first-match',
  unmatched: 'next',
};
