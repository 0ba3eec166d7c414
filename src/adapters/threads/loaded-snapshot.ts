import { buildModel } from '#src/engine/model/build-model.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { BlastAnalysis } from '#src/engine/questions/blast/blast-radius.js';
import { Reachability } from '#src/engine/reachability/reachability.js';

/** A snapshot inside a thread, built when the first question needs it. */
export class LoadedSnapshot {
  #reachability: Reachability | undefined;

  #declared: Reachability | undefined;
  #blast: BlastAnalysis | undefined;

  constructor(readonly facts: SnapshotFacts) {}

  /** Every flow of the snapshot. */
  get reachability(): Reachability {
    this.#reachability ??= Reachability.build(buildModel(this.facts));
    return this.#reachability;
  }

  /** What its policies declare, whether or not anything enforces them; the same object where everything is in force. */
  get declared(): Reachability {
    const { cni } = this.reachability.model;
    if (cni.enforced === 'yes' && !this.reachability.diagnostics.some(({ code }) => code === 'POLICY.NOT_ENFORCED'))
      return this.reachability;
    this.#declared ??= Reachability.build(this.reachability.model, { assumeEnforced: true });
    return this.#declared;
  }

  /** Rows of who reaches whom, kept between questions. */
  get blast(): BlastAnalysis {
    this.#blast ??= new BlastAnalysis(this.reachability);
    return this.#blast;
  }
}
