import type { Interval } from './sigma.js';
import type { Channel } from './tenant-score.js';

/**
 * One thing that costs points: a flow class, an entry point, a missing deny… with the workloads it touches.
 * Terms are all the scorer knows of a cluster, and each becomes at most one printed line.
 */
export interface Term {
  readonly channel: Channel;
  /** The foreign party of a flow (channels I and E sum over parties); empty in the other channels. */
  readonly peer: string;
  /** Indexes of the tenant's workloads it touches, each once, 0 ≤ index < workload count. */
  readonly workloads: readonly number[];
  readonly value: Interval;
  readonly control?: string;
  /** What the line names, e.g. `blog → web: TCP 6379`. */
  readonly subject: string;
  readonly because: string;
}
