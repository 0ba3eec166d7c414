import type { PortSet } from '../sets/port-set.js';

/** Ordered pairs of pods whose traffic an edit changed, counted exactly. */
export interface PairCounts {
  /** Nothing could pass before and something can now. */
  readonly added: number;
  /** Something could pass before and nothing can now. */
  readonly removed: number;
  /** Something could pass before and can now, but not the same. */
  readonly changed: number;
}

/** What one edit did to both bounds; one object when the cluster is certain. */
export interface EditOutcome {
  readonly must: PairCounts;
  readonly may: PairCounts;
}

/** All pods of some groups towards all pods of others, and what an edit made of their traffic. */
export interface ChangedPairs {
  readonly reading: 'must' | 'may';
  readonly from: readonly number[];
  readonly to: readonly number[];
  readonly before: PortSet;
  readonly after: PortSet;
}
