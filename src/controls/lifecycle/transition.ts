import type { Breach } from '../assessment.js';
import type { KindCount } from './drop-brake.js';

/** State of a finding between snapshots. */
export type FindingState = 'open' | 'resolved' | 'accepted' | 'unknown';

/** What is stored about a finding, as far as the next snapshot needs it. */
export interface KnownFinding {
  readonly fingerprint: string;
  readonly control: string;
  readonly state: FindingState;
  /** Sequence of the snapshot that first missed the breach while the drop brake held it open. */
  readonly heldSince?: number;
}

/** What the snapshot could see. */
export interface ReconcileContext {
  /** Sequence number of the snapshot the breaches come from. */
  readonly seq: number;
  /** RFC 3339 time of that snapshot. */
  readonly at: string;
  /** Controls that missed a needed kind, with those kinds: they prove nothing gone (`ControlTally.missing`). */
  readonly incomplete: ReadonlyMap<string, readonly string[]>;
  /** Objects of each kind in the last complete snapshot and in this one, for the drop brake. */
  readonly kinds: readonly KindCount[];
}

/** Why a transition happened, safe to show and to send. */
export interface Cause {
  readonly reason: 'breach' | 'gone' | 'not-knowable' | 'missing-input' | 'drop-brake';
  readonly seq: number;
  readonly at: string;
  readonly detail: string;
}

/**
 * One step in the life of a finding. `continued` with different states at both ends means that something unknown became
 * known again.
 */
export interface Transition {
  readonly fingerprint: string;
  readonly control: string;
  readonly type: 'opened' | 'continued' | 'resolved' | 'reopened' | 'unknown';
  readonly from: FindingState | null;
  readonly to: FindingState;
  /** The breach behind it; absent when there is none in this snapshot. */
  readonly breach?: Breach;
  /** Present while the drop brake keeps it open: store it as `KnownFinding.heldSince`, clear it otherwise. */
  readonly heldSince?: number;
  readonly cause: Cause;
}
