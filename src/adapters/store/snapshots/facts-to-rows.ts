import { createHash } from 'node:crypto';
import type { PodGroup } from '#src/engine/model/pod-group.js';
import { kindKey } from '#src/engine/model/raw-object.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { canonicalJson } from '#src/lib/canonical-json.js';
import { inSlices } from '../in-slices.js';
import { storableJson } from '../storable-json.js';
import { byTuple, toTuple, type MemberTuple } from './member-list.js';
import { rowsDigest } from './rows-digest.js';
import { byKey, keyOfText, keyText, POD_GROUP, toKey, type RowKey, type SnapshotRow } from './snapshot-row.js';

/** A snapshot in the shape the tables have. */
export interface SnapshotRows {
  /** Sorted by kind, namespace, name; no key twice. */
  readonly rows: readonly SnapshotRow[];
  /** One hash over all rows. */
  readonly digest: Buffer;
  readonly members: ReadonlyMap<string, readonly MemberTuple[]>;
}

/** Turns facts into rows: canonical text and hash of each object, pods apart from their groups. */
export async function factsToRows(facts: SnapshotFacts): Promise<SnapshotRows> {
  const taken = new Set<string>();
  const members = new Map<string, readonly MemberTuple[]>();
  const objects = await inSlices(facts.objects, (object) => {
    const { name, namespace = '' } = object.metadata;
    return toRow({ kind: kindKey(object.apiVersion, object.kind), namespace, name }, object, taken);
  });
  const groups = await inSlices(facts.podGroups, (group) => {
    const { members: pods, ...body } = group;
    const row = toRow({ kind: POD_GROUP, namespace: group.namespace, name: groupName(group) }, body, taken);
    members.set(memberKey(row), pods.map(toTuple).sort(byTuple));
    return row;
  });
  const rows = [...objects, ...groups].sort(byKey);
  return { rows, digest: rowsDigest(rows), members };
}

/** Under which key a group's pods are in the member blob. */
export function memberKey({ namespace, name }: RowKey): string {
  return `${namespace}/${name}`;
}

function toRow(wanted: RowKey, value: unknown, taken: Set<string>): SnapshotRow {
  const body = storableJson(value);
  const hash = createHash('sha256').update(body).digest('base64');
  const key = uniqueKey(toKey(wanted), taken);
  const { kind, namespace, name } = keyOfText(key);
  return { key, kind, namespace, name, hash, body };
}

/** A source may list two objects under one name; `#` is in no Kubernetes name, so both can be kept. */
function uniqueKey(key: RowKey, taken: Set<string>): string {
  const first = keyText(key);
  let unique = first;
  for (let copy = 2; taken.has(unique); copy += 1) unique = `${first}#${String(copy)}`;
  taken.add(unique);
  return unique;
}

/** Names a group by what makes it a group of its own, so that a new image changes the row instead of replacing it. */
function groupName(group: PodGroup): string {
  const { owner, labels, serviceAccount, hostNetwork, ports, automountToken, annotations, fromTemplate, proxies } =
    group;
  const identity = [
    ...[labels, serviceAccount, hostNetwork, ports, automountToken, annotations, fromTemplate],
    ...(proxies === undefined ? [] : [proxies]),
  ];
  const hash = createHash('sha256').update(canonicalJson(identity)).digest('base64url').slice(0, 16);
  return `${owner.kind}/${owner.name}/${hash}`;
}
