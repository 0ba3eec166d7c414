import { NAMESPACE_RUNG, type Rung } from '../rung.js';

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
