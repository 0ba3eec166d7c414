import type { Assessment } from '#src/controls/assessment.js';
import type { KnownFinding, Transition } from '#src/controls/lifecycle/transition.js';
import type { Grade } from '#src/controls/scoring/tenant-score.js';

/** A published score. */
export interface ScoreValue {
  /** Counting everything unknown as open, 0…100. */
  readonly lower: number;
  readonly upper: number;
  readonly grade: Grade;
  /** Share of the required inputs that were read, 0…1. */
  readonly coverage: number;
  readonly confidence: 'A' | 'B' | 'C' | 'D';
}

/** A cluster as the fleet's score counts it. */
export interface FleetEntry {
  readonly cluster: string;
  /** Null until its first snapshot was assessed. */
  readonly score: ScoreValue | null;
  /** Tiers of the tenants it hosts. */
  readonly tiers: readonly (number | null)[];
}

/** A roll-up and what it was made from. */
export interface RolledUp {
  readonly score: ScoreValue;
  readonly detail: Readonly<Record<string, unknown>>;
}

/**
 * Judgements the store needs in the middle of its transaction, on rows only it can read consistently. They are pure
 * functions of the controls, handed in because adapters do not judge.
 */
export interface Judgement {
  /** Version of the scoring model, e.g. `tis/1.0.0`. */
  readonly model: string;
  reconcile(known: readonly KnownFinding[]): readonly Transition[];
  /** One tenant over its clusters (at least one). */
  rollUpTenant(copies: readonly ScoreValue[]): RolledUp;
  /** The fleet; undefined when there is nothing to say about it. */
  rollUpFleet(clusters: readonly FleetEntry[]): RolledUp | undefined;
}

/** An assessed snapshot on its way into the store. */
export interface NewAssessment {
  readonly clusterId: number;
  readonly seq: number;
  readonly assessment: Assessment;
  readonly judgement: Judgement;
}

/** What was stored. */
export interface CommittedAssessment {
  /** True when this snapshot had been assessed before and nothing was done now. */
  readonly repeated: boolean;
  readonly opened: number;
  readonly reopened: number;
  readonly resolved: number;
  readonly unknown: number;
}

/** The snapshot being assessed, as every writer needs it. */
export interface AssessedSnapshot {
  readonly clusterId: number;
  readonly clusterUid: string;
  readonly clusterName: string;
  readonly seq: number;
  readonly at: Date;
  /** When the snapshot assessed before this one was observed; null for the first. */
  readonly previousAt: Date | null;
  /** Ids of tenants by slug. */
  readonly tenantIds: ReadonlyMap<string, number>;
}
