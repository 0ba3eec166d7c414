import type { Enforcement } from './ceiling.js';
import type { Tier } from './sigma.js';
import type { Channel, TenantScore } from './tenant-score.js';
import type { Term } from './term.js';

/** All a score depends on. Equal input gives equal bytes. */
export interface ScoreInput {
  readonly tenant: string;
  readonly tier: Tier;
  /** n: the tenant's workloads, replicas ignored. */
  readonly workloads: number;
  readonly terms: readonly Term[];
  readonly enforced: Enforcement;
  readonly coverage: number;
  readonly confidence: TenantScore['confidence'];
}

/** The unrounded score at one bound. */
export interface Evaluation {
  readonly channels: Readonly<Record<Channel, number>>;
  readonly adjustment: number;
  readonly score: number;
}
