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
  /** sha256 of `body`, base64. */
  readonly hash: string;
  /** Canonical JSON. */
  readonly body: string;
}

/** The key as one string; no Kubernetes name and no kind contains a NUL, and stored text cannot. */
export function keyText({ kind, namespace, name }: RowKey): string {
  return `${kind}\0${namespace}\0${name}`;
}

/** Orders texts by UTF-16 code units, the same on every machine and in every locale. */
export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** Orders rows by kind, namespace, name. */
export function byKey(a: RowKey, b: RowKey): number {
  return byText(a.kind, b.kind) || byText(a.namespace, b.namespace) || byText(a.name, b.name);
}
