/** How the collection of one kind ended (reliability: a forbidden kind never looks like an empty one). */
export type CollectionState = 'COMPLETE' | 'NOT_INSTALLED' | 'FORBIDDEN' | 'UNAVAILABLE' | 'TRUNCATED';

/** What one snapshot knows about one kind. */
export interface KindCoverage {
  /** `group/Kind`, e.g. `networking.k8s.io/NetworkPolicy`; the core group is `core`. */
  readonly kind: string;
  readonly state: CollectionState;
  readonly items: number;
  /** Why it is not COMPLETE, safe to show. */
  readonly message?: string;
}

/** True when nothing of this kind can be missing from the snapshot. */
export function isCovered(state: CollectionState | undefined): boolean {
  return state === 'COMPLETE' || state === 'NOT_INSTALLED';
}
