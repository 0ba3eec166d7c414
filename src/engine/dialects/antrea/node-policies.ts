import { isCovered } from '../../model/coverage.js';
import { asText, member } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';

const GATE = 'NodeNetworkPolicy';
const CONFIG_KIND = 'core/ConfigMap';

/** Do policies for nodes have an effect? The feature is off unless it was switched on; undefined when nobody could look. */
export function nodePoliciesEnabled(model: NetworkModel): boolean | undefined {
  const maps = (model.objects.get(CONFIG_KIND) ?? []).filter(({ metadata }) =>
    /^antrea-config(?:-|$)/.test(metadata.name),
  );
  const set = model.cni.switches?.get(GATE) ?? maps.flatMap((map) => asText(member(map['data'], GATE)) ?? []).at(0);
  if (set !== undefined) return set === 'true';
  const state = model.coverage.get(CONFIG_KIND);
  const isRead = state === undefined ? model.facts.origin === 'offline' : isCovered(state);
  return isRead || maps.length > 0 ? false : undefined;
}
