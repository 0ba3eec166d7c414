import { createHash } from 'node:crypto';
import type { Breach } from '#src/controls/assessment.js';
import type { Transition } from '#src/controls/lifecycle/transition.js';
import { canonicalJson } from '#src/lib/canonical-json.js';
import { uuidV7 } from '../uuid-v7.js';
import { SEVERITY_RANK, STATUS } from './finding-state.js';
import type { StoredFinding } from './known-findings.js';

/** What an event says happened. */
export type FindingEventType = 'opened' | 'resolved' | 'reopened' | 'unknown' | 'known' | 'changed';

/** One finding that must be written. */
export interface FindingChange {
  readonly id: string;
  readonly isNew: boolean;
  readonly transition: Transition;
  readonly status: number;
  /** Null when this snapshot says nothing new about it: the stored text stays. */
  readonly breach: Breach | null;
  /** base64; null with `breach`. */
  readonly digest: string | null;
  readonly severity: number;
  readonly before: StoredFinding | undefined;
  /** Absent when only its text changed. */
  readonly event: FindingEventType | undefined;
  readonly eventSeq: number;
  readonly episode: 'open' | 'close' | undefined;
}

/** The findings that transitions really change; an unchanged finding is not touched, whatever the number of snapshots. */
export function findingChanges(
  transitions: readonly Transition[],
  stored: readonly StoredFinding[],
): readonly FindingChange[] {
  const byFingerprint = new Map(stored.map((finding) => [finding.fingerprint, finding]));
  return transitions.flatMap((transition) => {
    const change = changeOf(transition, byFingerprint.get(transition.fingerprint));
    return change === undefined ? [] : [change];
  });
}

function changeOf(transition: Transition, before: StoredFinding | undefined): FindingChange | undefined {
  const breach = transition.breach ?? null;
  if (before === undefined && breach === null) return undefined;
  const digest = breach === null ? null : digestOf(breach);
  const severity = breach === null ? (before?.severity ?? 0) : SEVERITY_RANK[breach.severity];
  const status = STATUS[transition.to];
  const event = eventOf(transition, before, severity);
  const held = transition.heldSince ?? null;
  if (
    event === undefined &&
    before?.status === status &&
    before.heldSince === held &&
    (digest === null || digest === before.digest)
  ) {
    return undefined;
  }
  return {
    id: before?.id ?? uuidV7(),
    isNew: before === undefined,
    transition,
    status,
    breach,
    digest,
    severity,
    before,
    event,
    eventSeq: (before?.events ?? 0) + 1,
    episode: episodeOf(transition, before),
  };
}

function eventOf(
  { type, from, to }: Transition,
  before: StoredFinding | undefined,
  severity: number,
): FindingEventType | undefined {
  if (type !== 'continued') return type;
  if (from === 'unknown' && to === 'open') return before?.live === true ? 'known' : 'opened';
  return before !== undefined && before.severity !== severity ? 'changed' : undefined;
}

function episodeOf({ to }: Transition, before: StoredFinding | undefined): 'open' | 'close' | undefined {
  if (to === 'open' && before?.live !== true) return 'open';
  return to === 'resolved' && before?.live === true ? 'close' : undefined;
}

function digestOf(breach: Breach): string {
  return createHash('sha256').update(canonicalJson(breach)).digest('base64');
}
