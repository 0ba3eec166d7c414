import { isCovered } from '../../model/coverage.js';
import { asStringMap } from '../../model/json-value.js';
import type { NetworkModel } from '../../model/network-model.js';

const CONFIG_MAP = 'cilium-config';
const CONFIG_KIND = 'core/ConfigMap';

/** The switches of an installation, as far as the input shows them. */
export interface Switches {
  /** The value of a switch; undefined when it is not set. */
  get(key: string): string | undefined;
  /** True when nobody could look: an unset switch may then hold anything. */
  readonly isHidden: boolean;
}

/**
 * The switches of cilium-config. Manifests without it mean the documented defaults; a live cluster whose ConfigMaps could
 * not be read may be configured in any way.
 */
export function readSwitches(model: NetworkModel): Switches {
  const maps = (model.objects.get(CONFIG_KIND) ?? []).filter(({ metadata }) => metadata.name === CONFIG_MAP);
  const map = maps.find(({ metadata }) => metadata.namespace === 'kube-system') ?? maps[0];
  const data = asStringMap(map?.['data']);
  const seen = model.cni.profile === 'conformant' ? undefined : model.cni.switches;
  const state = model.coverage.get(CONFIG_KIND);
  const isHidden =
    map === undefined &&
    seen === undefined &&
    (state === undefined ? model.facts.origin === 'live' : !isCovered(state));
  return { get: (key) => seen?.get(key) ?? data.get(key), isHidden };
}
