import { byTuple, sameTuple, type MemberLists, type MemberTuple } from './member-list.js';

/** How one group's pods changed: positions of pods that left its sorted list, pods that came (a changed pod does both). */
type GroupDelta = readonly [left: readonly number[], came: readonly MemberTuple[]];

/** What a delta blob holds: each changed group; null where the group is gone. */
export type MemberDelta = readonly (readonly [group: string, change: GroupDelta | null])[];

/** The changes that turn `before` into `after`. */
export function memberDelta(before: MemberLists, after: MemberLists): MemberDelta {
  const delta: [string, GroupDelta | null][] = [];
  for (const [group, pods] of after) {
    const change = listDelta(before.get(group) ?? [], pods);
    if (change[0].length + change[1].length > 0 || !before.has(group)) delta.push([group, change]);
  }
  for (const group of before.keys()) if (!after.has(group)) delta.push([group, null]);
  return delta;
}

/** Makes the changes in place. */
export function applyDelta(lists: Map<string, readonly MemberTuple[]>, delta: MemberDelta): void {
  for (const [group, change] of delta) {
    if (change === null) lists.delete(group);
    else lists.set(group, applyToList(lists.get(group) ?? [], change));
  }
}

/** Both lists are sorted, so one walk over them finds every difference. */
function listDelta(before: readonly MemberTuple[], after: readonly MemberTuple[]): GroupDelta {
  const left: number[] = [];
  const came: MemberTuple[] = [];
  let at = 0;
  for (const pod of after) {
    for (let old = before[at]; old !== undefined && byTuple(old, pod) < 0; old = before[at]) left.push(at++);
    const old = before[at];
    if (old !== undefined && sameTuple(old, pod)) at += 1;
    else came.push(pod);
  }
  while (at < before.length) left.push(at++);
  return [left, came];
}

function applyToList(before: readonly MemberTuple[], [left, came]: GroupDelta): readonly MemberTuple[] {
  const gone = new Set(left);
  return [...before.filter((_, position) => !gone.has(position)), ...came].sort(byTuple);
}
