import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';

/** A collected snapshot on its way into the store. */
export interface NewSnapshot {
  readonly clusterId: number;
  /** The run that collected it; a run is stored once, however often this is called. */
  readonly runId: string;
  /** Epoch of the lease under which it was collected. */
  readonly epoch: bigint;
  readonly facts: SnapshotFacts;
  /** Reading problems, kept with the snapshot. */
  readonly diagnostics: readonly Diagnostic[];
  /** False when the cluster kept changing while it was read. */
  readonly settled: boolean;
  /** Time between the first and the last list. */
  readonly skewMs: number;
}

/** What was stored. */
export interface CommittedSnapshot {
  readonly uid: string;
  readonly seq: number;
  readonly added: number;
  readonly changed: number;
  readonly removed: number;
  /** True when this run had been stored before and nothing was done now. */
  readonly repeated: boolean;
}
