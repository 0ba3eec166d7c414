import { offlineFacts } from '#src/adapters/manifests/offline-facts.js';
import { buildModel } from '#src/engine/model/build-model.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** What Fenceline makes of a case's input. */
export interface Analysis {
  readonly reach: Reachability;
  readonly diagnostics: readonly Diagnostic[];
}

/**
 * Reads input as the corpus expects: a conformant network plugin whatever runs in it, pods under their direct owner,
 * host-network pods as ordinary pods.
 */
export async function analyse(
  paths: readonly string[],
  options: { readonly ipBlocksMatchPods?: boolean } = {},
): Promise<Analysis> {
  const { facts, diagnostics } = await offlineFacts(paths, {
    observedAt: '2026-01-01T00:00:00Z',
    cni: 'conformant',
    resolveOwners: false,
  });
  const model = buildModel(facts);
  const reach = Reachability.build(model, {
    ipBlocksMatchPods: options.ipBlocksMatchPods ?? false,
    hostNetworkAsPods: true,
  });
  return { reach, diagnostics: [...diagnostics, ...model.diagnostics, ...reach.diagnostics] };
}
