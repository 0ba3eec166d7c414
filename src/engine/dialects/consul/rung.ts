import type { ObjectRef } from '../../model/raw-object.js';
import { MESH_LAYER, type Rung } from '../rung.js';

/** Consul's proxies: what bypasses them, then intentions by precedence, then the default. */
export const CONSUL_RUNG: Rung = {
  id: 'consul',
  layer: MESH_LAYER,
  order: 60,
  combine: 'first-match',
  unmatched: 'next',
};

/** Places on the rung; intentions of precedence 9 to 1 stand between `unseen` and `defaults`. */
export const ORDER = { bypass: 0, unseen: 1, defaults: 100 } as const;

/** The version of Consul's objects that is understood. */
export const VERSION = 'consul.hashicorp.com/v1alpha1';

/** What decides without an object of its own. */
export function standIn(name: string): ObjectRef {
  return { apiVersion: VERSION, kind: 'ServiceIntentions', name: `default:${name}` };
}
