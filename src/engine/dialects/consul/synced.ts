import { asList, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';
import type { RawObject } from '../../model/raw-object.js';
import type { Certainty } from '../three-valued.js';

/**
 * Has Consul taken the object over (semantics 06 §B1)? Manifests say nothing yet and count; in a live cluster an object
 * without the condition may not have arrived.
 */
export function isSynced({ status }: RawObject, { facts }: NetworkModel): Certainty {
  const condition = asList(member(status, 'conditions')).find((item) => member(item, 'type') === 'Synced');
  const value = member(condition, 'status');
  if (value === 'True') return true;
  if (value === 'False') return false;
  return condition === undefined && facts.origin === 'offline' ? true : undefined;
}
