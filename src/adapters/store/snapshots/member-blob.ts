import { promisify } from 'node:util';
import { deflateRaw, inflateRaw } from 'node:zlib';
import { applyDelta, type MemberDelta } from './member-delta.js';
import type { MemberLists, MemberTuple } from './member-list.js';

const compress = promisify(deflateRaw);
const expand = promisify(inflateRaw);

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
  const start = blobs.findLastIndex(({ keyframe }) => keyframe);
  let lists: MemberLists = new Map();
  for (const { keyframe, body } of blobs.slice(Math.max(start, 0))) {
    const content: unknown = JSON.parse((await expand(body)).toString());
    lists = keyframe ? new Map(content as [string, MemberTuple[]][]) : applyDelta(lists, content as MemberDelta);
  }
  return lists;
}
