import { MESH_LAYER, type Rung } from '../rung.js';

/** Linkerd's proxies: what bypasses them, then Servers by age, then the default policy. */
export const LINKERD_RUNG: Rung = {
  id: 'linkerd',
  layer: MESH_LAYER,
  order: 50,
  combine: 'first-match',
  unmatched: 'next',
};

/** Places on the rung. */
export const ORDER = { bypass: 0, unread: 1, servers: 2, defaults: 3 } as const;
