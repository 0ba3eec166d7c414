import { storableText } from '../storable-json.js';

/** Kind under which pod groups are stored beside the objects. */
export const POD_GROUP = 'fenceline/PodGroup';

/** Identity of a stored object inside a cluster. */
export interface RowKey {
  /** `group/Kind`, or `fenceline/PodGroup`. */
  readonly kind: string;
  /** Empty for cluster-wide objects. */
  readonly namespace: string;
  readonly name: string;
}

/** One object or pod group as it is stored. Invariant: equal `hash` means equal `body`. */
export interface SnapshotRow extends RowKey {
  /** The three parts as one text, see `keyText`. */
  readonly key: string;
  /** sha256 of `body`, base64. */
  readonly hash: string;
  /** Canonical JSON. */
  readonly body: string;
}

/** Between the parts of a key. No Kubernetes name contains it, and `toKey` lets none through. */
export const SEPARATOR = '\x1f';

/** The key of an object, in characters the database and `keyText` can hold; bodies keep what the source really said. */
export function toKey({ kind, namespace, name }: RowKey): RowKey {
  const clean = (text: string) => storableText(text).replaceAll(SEPARATOR, '\uFFFD');
  return { kind: clean(kind), namespace: clean(namespace), name: clean(name) };
}

/** The key as one text. */
export function keyText({ kind, namespace, name }: RowKey): string {
  return kind + SEPARATOR + namespace + SEPARATOR + name;
}

/** The key of a text that `keyText` (or the database, the same way) made. */
export function keyOfText(text: string): RowKey {
  const [kind = '', namespace = '', name = ''] = text.split(SEPARATOR);
  return { kind, namespace, name };
}

/** Orders texts by UTF-16 code units, the same on every machine and in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders rows by kind, namespace, name. */
export function byKey(a: RowKey, b: RowKey): number {
  return byText(a.kind, b.kind) || byText(a.namespace, b.namespace) || byText(a.name, b.name);
}
