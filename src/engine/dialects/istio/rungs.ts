import { MESH_LAYER, type Rung } from '../rung.js';

/** The order in which a captured destination judges (semantics 05 §3, §5). */
function rung(id: string, order: number): Rung {
  return { id, layer: MESH_LAYER, order, combine: 'first-match', unmatched: 'next' };
}

/** What proxies do not forward; it never refuses anything for certain. */
export const OUTBOUND_RUNG = rung('istio-outbound', 5);
/** Connections without an identity are refused before anything else is asked. */
export const AUTHENTICATION_RUNG = rung('istio-authentication', 10);
/** External authorizers: nobody here knows their answer. */
export const CUSTOM_RUNG = rung('istio-custom', 20);
export const DENY_RUNG = rung('istio-deny', 30);
/** Allowances first, then the refusal of everything else that some ALLOW policy implies. */
export const ALLOW_RUNG = rung('istio-allow', 40);
