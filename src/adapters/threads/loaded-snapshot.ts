import { buildModel } from '#src/engine/model/build-model.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** A snapshot inside a thread, built when the first question needs it. */
export class LoadedSnapshot {
  #reachability: Reachability | undefined;

  constructor(readonly facts: SnapshotFacts) {}

  /** Every flow of the snapshot. */
  get reachability(): Reachability {
    this.#reachability ??= Reachability.build(buildModel(this.facts));
    return this.#reachability;
  }
}
