import { type CniCapabilities, capabilitiesOf } from '../dialects/cni-capabilities.js';
import type { Dialect } from '../dialects/dialect.js';
import { dialects } from '../dialects/index.js';
import type { NetworkModel } from '../model/network-model.js';
import { ENGINE_LIMITS, type EngineLimits } from './engine-limits.js';

/** Choices that real systems and published test suites make differently. */
export interface ReachabilityOptions {
  /** Does an ipBlock match pods and nodes by address? Default: what the cluster's network plugin does. */
  readonly ipBlocksMatchPods?: boolean;
  /** Treat host-network pods like ordinary pods (np-guard). Default false: they are their node. */
  readonly hostNetworkAsPods?: boolean;
  /** Treat every pod as part of the Istio mesh unless it opts out (published test suites). Default false. */
  readonly assumeMeshed?: boolean;
  /**
   * All of Consul's intentions are ServiceIntentions objects. Default: true for manifests, false for live clusters, where
   * Consul's own API may hold more.
   */
  readonly consulIntentionsComplete?: boolean;
  /** Policy languages to evaluate; default all that are registered. */
  readonly dialects?: readonly Dialect[];
  /** What the cluster may cost; default {@link ENGINE_LIMITS}. */
  readonly limits?: EngineLimits;
  /** Answer what the policies declare, as if a conformant plugin enforced every one of them. Default false. */
  readonly assumeEnforced?: boolean;
}

/** The options with every default filled in for one cluster. */
export interface Settings {
  readonly cni: CniCapabilities;
  readonly hostNetworkAsPods: boolean;
  readonly assumeMeshed: boolean;
  readonly consulIntentionsComplete: boolean;
  readonly dialects: readonly Dialect[];
  readonly limits: EngineLimits;
}

/** Fills the defaults from the cluster's network plugin. */
export function settingsFor(model: NetworkModel, options: ReachabilityOptions): Settings {
  const profile = capabilitiesOf(model.cni);
  const { ipBlocksMatchPods = profile.ipBlocksMatchPods } = options;
  const byAddress = options.ipBlocksMatchPods === true ? 'yes' : 'no';
  return {
    cni: {
      ...profile,
      ipBlocksMatchPods,
      ipBlocksMatchNodes: ipBlocksMatchPods ? 'yes' : profile.ipBlocksMatchNodes,
      networksMatchPods: options.ipBlocksMatchPods === undefined ? profile.networksMatchPods : byAddress,
    },
    hostNetworkAsPods: options.hostNetworkAsPods ?? false,
    assumeMeshed: options.assumeMeshed ?? false,
    consulIntentionsComplete: options.consulIntentionsComplete ?? model.facts.origin === 'offline',
    dialects: options.dialects ?? dialects,
    limits: options.limits ?? ENGINE_LIMITS,
  };
}
