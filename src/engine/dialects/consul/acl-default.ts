import { member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';

/**
 * What Consul does without a matching intention: true allows, false denies (semantics 06 §B3). Undefined when the servers'
 * settings are not in the input, or when several contradict each other.
 */
export function allowsByDefault({ objects }: NetworkModel): boolean | undefined {
  const maps = (objects.get('core/ConfigMap') ?? []).filter(({ metadata }) => metadata.name.endsWith('consul-server-config'));
  const answers = new Set(maps.map((map) => answerOf(map['data'])));
  return answers.size === 1 ? [...answers][0] : undefined;
} // prettier-ignore

function answerOf(data: unknown): boolean | undefined {
  const intentions = member(data, 'defaultIntentionPolicy');
  if (intentions === 'allow' || intentions === 'deny') return intentions === 'allow';
  const enabled = member(data, 'aclEnabled');
  const policy = member(data, 'aclDefaultPolicy');
  if (enabled === 'false' || (enabled === undefined && policy === undefined && data !== undefined)) return true;
  if (policy === 'allow' || policy === 'deny') return policy === 'allow';
  // Consul's own default once access control is on.
  return enabled === 'true' ? true : undefined;
}
