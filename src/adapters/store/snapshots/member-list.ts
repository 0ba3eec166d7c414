import type { PodMember } from '#src/engine/model/pod-group.js';
import { storableText } from '../storable-json.js';
import { byText } from './snapshot-row.js';

/** A pod as the member blob holds it: name, addresses, node. */
export type MemberTuple = readonly [name: string, ips: readonly string[], node?: string];

/** Members by pod group (`namespace/name` of its row), each list sorted by pod name. */
export type MemberLists = ReadonlyMap<string, readonly MemberTuple[]>;

/** The tuple of a pod. */
export function toTuple({ name, ips, node }: PodMember): MemberTuple {
  const clean = ips.map(storableText);
  return node === undefined ? [storableText(name), clean] : [storableText(name), clean, storableText(node)];
}

/** The pod of a tuple. */
export function toMember([name, ips, node]: MemberTuple): PodMember {
  return node === undefined ? { name, ips } : { name, ips, node };
}

/** Orders pods by name; pods that share one (only a broken source lists those) by the rest. */
export function byTuple(a: MemberTuple, b: MemberTuple): number {
  return byText(a[0], b[0]) || byText(JSON.stringify(a), JSON.stringify(b));
}

/** Whether two pods are the same in everything stored. */
export function sameTuple(a: MemberTuple, b: MemberTuple): boolean {
  return (
    a[0] === b[0] &&
    a[2] === b[2] &&
    a[1].length === b[1].length &&
    a[1].every((address, index) => address === b[1][index])
  );
}
