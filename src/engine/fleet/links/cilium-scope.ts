import type { NetworkModel } from '../../model/network-model.js';
import type { Truth } from '../../reachability/flow.js';
import { configValue } from '../facts/read-objects.js';

const AGENT = /(?:^|\/)cilium(?:-ci|-dev)?:v?(?<major>\d+)\.(?<minor>\d+)/;

/**
 * Do selectors that name no cluster mean the local one? Said by the configuration, otherwise by the version: the default
 * changed with 1.19 (semantics 09 §3.1).
 */
export function defaultLocal(model: NetworkModel): Truth {
  const said = configValue(model, 'cilium-config', 'policy-default-local-cluster');
  if (said !== undefined) return said === 'true' ? 'yes' : 'no';
  for (const { images } of model.groups) {
    for (const image of images) {
      const version = AGENT.exec(image)?.groups;
      if (version === undefined) continue;
      const [major, minor] = [Number(version['major']), Number(version['minor'])];
      return major > 1 || minor >= 19 ? 'yes' : 'no';
    }
  }
  return 'unknown';
}

const GLOBAL = 'clustermesh.cilium.io/global';

/**
 * Namespaces that the cluster may not export, so that others see their pods as plain addresses. Filtering is active only
 * when some namespace is annotated or the default says no.
 */
export function unsharedNamespaces(model: NetworkModel): ReadonlySet<string> {
  const isGlobal = configValue(model, 'cilium-config', 'clustermesh-default-global-namespace') !== 'false';
  return new Set(
    [...model.namespaces.values()].flatMap(({ name, annotations }) =>
      (annotations.get(GLOBAL) ?? String(isGlobal)) === 'true' ? [] : [name],
    ),
  );
}
