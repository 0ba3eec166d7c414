import { deltaBlob, keyframeBlob, type MemberBlob } from './member-blob.js';
import type { MemberChain } from './member-chain.js';
import { memberDelta } from './member-delta.js';
import type { MemberLists } from './member-list.js';

const DAY_MS = 86_400_000;
const WEEK_MS = 7 * DAY_MS;
/** 1970-01-01 was a Thursday; weeks of partitions begin on Monday. */
const MONDAY_OFFSET_MS = 3 * DAY_MS;
/** Longest chain of deltas a reader has to replay when snapshots are taken every few minutes. */
const MAX_DELTAS = 48;

/** How the members of a new snapshot are stored. */
export interface NextBlob {
  /** Undefined when nothing changed since the snapshot before. */
  readonly blob: MemberBlob | undefined;
  readonly keyframe: boolean;
}

/**
 * Whole lists once a day, changes in between. A chain never crosses a week, so that dropping a week's partition never
 * takes the keyframe of a later snapshot with it.
 */
export async function nextBlob(chain: MemberChain | undefined, lists: MemberLists, at: Date): Promise<NextBlob> {
  if (chain === undefined || chain.deltas >= MAX_DELTAS || !sameDay(chain.keyframeAt, at)) {
    return { blob: await keyframeBlob(lists), keyframe: true };
  }
  const delta = memberDelta(chain.lists, lists);
  return { blob: delta.length === 0 ? undefined : await deltaBlob(delta), keyframe: false };
}

function sameDay(keyframeAt: Date, at: Date): boolean {
  return at.getTime() - keyframeAt.getTime() < DAY_MS && weekOf(keyframeAt) === weekOf(at);
}

function weekOf(at: Date): number {
  return Math.floor((at.getTime() + MONDAY_OFFSET_MS) / WEEK_MS);
}
