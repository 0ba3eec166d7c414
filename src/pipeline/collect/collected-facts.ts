import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';

/** What one run has read, ready to be stored. */
export interface CollectedFacts {
  readonly facts: SnapshotFacts;
  readonly diagnostics: readonly Diagnostic[];
  /** False when the cluster kept changing while it was read. */
  readonly settled: boolean;
  /** Time between the first and the last list. */
  readonly skewMs: number;
}
