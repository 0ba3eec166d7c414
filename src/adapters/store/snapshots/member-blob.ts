import { promisify } from 'node:util';
import { deflateRaw, inflateRaw, inflateRawSync } from 'node:zlib';
import { applyDelta, type MemberDelta } from './member-delta.js';
import type { MemberLists, MemberTuple } from './member-list.js';

const compress = promisify(deflateRaw);
const expand = promisify(inflateRaw);
/** About a millisecond of work. */
const SMALL_BYTES = 64 * 1024;

/** One stored blob: the whole lists, or the changes since the snapshot before. */
export interface MemberBlob {
  readonly keyframe: boolean;
  readonly body: Buffer;
}

/** The blob of whole lists. */
export async function keyframeBlob(lists: MemberLists): Promise<MemberBlob> {
  return { keyframe: true, body: await compress(JSON.stringify([...lists])) };
}

/** The blob of changes. */
export async function deltaBlob(delta: MemberDelta): Promise<MemberBlob> {
  return { keyframe: false, body: await compress(JSON.stringify(delta)) };
}

/** Replays blobs, oldest first; everything before the newest keyframe is ignored. */
export async function readBlobs(blobs: readonly MemberBlob[]): Promise<MemberLists> {
  const start = Math.max(
    blobs.findLastIndex(({ keyframe }) => keyframe),
    0,
  );
  const lists = new Map<string, readonly MemberTuple[]>();
  for (const { keyframe, body } of blobs.slice(start)) {
    // A thread costs more than expanding a small blob here.
    const text = body.length < SMALL_BYTES ? inflateRawSync(body) : await expand(body);
    const content: unknown = JSON.parse(text.toString());
    if (keyframe) for (const [group, pods] of content as [string, MemberTuple[]][]) lists.set(group, pods);
    else applyDelta(lists, content as MemberDelta);
  }
  return lists;
}
