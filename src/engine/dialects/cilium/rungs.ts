import { type Layer, NAMESPACE_RUNG, NETWORK_LAYER, type Rung } from '../rung.js';

/** Deny rules of every policy, before anything can be allowed (semantics 04 §5). */
export const DENY_RUNG: Rung = {
  ...NAMESPACE_RUNG,
  id: 'cilium-deny',
  order: 150,
  combine: 'first-match',
  unmatched: 'next',
};

/** What a proxy may refuse of traffic that no rule allows and no policy isolates. */
export const PROXY_RUNG: Rung = { ...DENY_RUNG, id: 'cilium-proxy', order: 210 };

/** Traffic that may be sent somewhere else before any policy sees it. */
export const REDIRECT_RUNG: Rung = { ...DENY_RUNG, id: 'cilium-redirect', order: 50 };

/** Behind the plugin's policies, because those cannot keep a pod's own node out by themselves. */
const OWN_NODE_LAYER: Layer = { id: 'cilium-own-node', order: NETWORK_LAYER.order + 1 };

/** What processes of a pod's own node may be refused. */
export const OWN_NODE_RUNG: Rung = { ...DENY_RUNG, id: 'cilium-own-node', layer: OWN_NODE_LAYER };
