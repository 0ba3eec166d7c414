import type { NetworkModel } from '../model/network-model.js';

/**
 * The cluster as its policies describe it: a plugin that enforces every language, everywhere. Where this denies what the
 * real cluster allows, a policy is declared but not in force (semantics 07 §3).
 */
export function asDeclared(model: NetworkModel): NetworkModel {
  return {
    ...model,
    cni: { profile: 'conformant', enforced: 'yes', evidence: 'assumed, to read what policies declare', assumed: true },
  };
}
