import { type CniCapabilities, capabilitiesOf } from '../dialects/cni-capabilities.js';
import type { Dialect } from '../dialects/dialect.js';
import { dialects } from '../dialects/index.js';
import type { NetworkModel } from '../model/network-model.js';

/** Choices that real systems and published test suites make differently. */
export interface ReachabilityOptions {
  /** Does an ipBlock match pods and nodes by address? Default: what the cluster's network plugin does. */
  readonly ipBlocksMatchPods?: boolean;
  /** Treat host-network pods like ordinary pods (np-guard). Default false: they are their node. */
  readonly hostNetworkAsPods?: boolean;
  /** Policy languages to evaluate; default all that are registered. */
  readonly dialects?: readonly Dialect[];
}

/** The options with every default filled in for one cluster. */
export interface Settings {
  readonly cni: CniCapabilities;
  readonly hostNetworkAsPods: boolean;
  readonly dialects: readonly Dialect[];
}

/** Fills the defaults from the cluster's network plugin. */
export function settingsFor(model: NetworkModel, options: ReachabilityOptions): Settings {
  const profile = capabilitiesOf(model.cni);
  const { ipBlocksMatchPods = profile.ipBlocksMatchPods } = options;
  return {
    cni: { ...profile, ipBlocksMatchPods, ipBlocksMatchNodes: ipBlocksMatchPods ? 'yes' : profile.ipBlocksMatchNodes },
    hostNetworkAsPods: options.hostNetworkAsPods ?? false,
    dialects: options.dialects ?? dialects,
  };
}
