import type { Selector } from '../model/selector.js';

/** Namespaces a selection looks in: the policy's own, or all that match. */
export type NamespaceScope = { readonly kind: 'own' } | { readonly kind: 'matching'; readonly selector: Selector };

/** Pods by namespace and labels. Never matches addresses outside the cluster, nodes or host-network pods. */
export interface PodSelection {
  readonly namespaces: NamespaceScope;
  readonly pods: Selector;
  /** True where the language leaves host-network pods out whatever the plugin does with a NetworkPolicy's selectors. */
  readonly podNetworkOnly?: true;
}

/** Ascending group ids a selection matches for certain, and possibly. One array when nothing is uncertain. */
export interface MatchedGroups {
  readonly certain: Int32Array;
  readonly possible: Int32Array;
}

const NOTHING = new Int32Array(0);

/** No group at all. */
export const NO_GROUPS: MatchedGroups = { certain: NOTHING, possible: NOTHING };
