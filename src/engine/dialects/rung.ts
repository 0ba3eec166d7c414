/**
 * One rung of the ladder a connection climbs at each end. Rungs judge in ascending `order`; each sees only traffic that
 * the rungs before it left open.
 *
 * - `first-match`: rules in order of policy priority, the first that matches decides; no match or `pass` goes on.
 * - `isolating-union`: as soon as one policy selects the pod, only what some rule allows passes, and the ladder ends.
 */
export interface Rung {
  readonly id: string;
  readonly order: number;
  readonly combine: 'first-match' | 'isolating-union';
}

/** Platform teams' rules that nobody below can override. */
export const ADMIN_RUNG: Rung = { id: 'admin', order: 100, combine: 'first-match' };

/** Kubernetes NetworkPolicy: final for every pod it selects. */
export const NAMESPACE_RUNG: Rung = { id: 'namespace', order: 200, combine: 'isolating-union' };

/** Defaults for pods that no NetworkPolicy selects. */
export const BASELINE_RUNG: Rung = { id: 'baseline', order: 300, combine: 'first-match' };
