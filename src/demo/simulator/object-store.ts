import { createHash } from 'node:crypto';
import { canonicalJson } from '#src/lib/canonical-json.js';
import { groupOf, type KubeObject } from './kube-object.js';
import type { ServedResource } from './served-resource.js';

const CREATED = '2026-01-12T09:00:00Z';
const KEPT_REVISIONS = 3;

/** All objects of one moment, by `group/Kind`, in the order a real store keeps them (namespace, name). */
export interface Revision {
  readonly number: number;
  readonly byKind: ReadonlyMap<string, readonly KubeObject[]>;
}

/**
 * The objects of one simulated cluster. Each replacement is a new revision; a few older ones stay readable so that a
 * paged list continues on the state it began with, as on a real server.
 */
export class ObjectStore {
  readonly #clusterName: string;
  #revisions: readonly Revision[] = [];
  #counter = 1000;

  constructor(clusterName: string, objects: readonly KubeObject[]) {
    this.#clusterName = clusterName;
    this.replace(objects);
  }

  get current(): Revision {
    const [newest] = this.#revisions;
    return newest ?? { number: this.#counter, byKind: new Map() };
  }

  /** The state of an older revision; undefined when it has been compacted away. */
  at(number: number): Revision | undefined {
    return this.#revisions.find((revision) => revision.number === number);
  }

  /** Objects that did not change keep their resourceVersion. */
  replace(objects: readonly KubeObject[]): void {
    this.#counter += 1;
    const before = new Map([...this.current.byKind.values()].flat().map((object) => [keyOf(object), object]));
    const byKind = new Map<string, KubeObject[]>();
    for (const object of withSystemNamespace(objects)) {
      const complete = this.#complete(object, before.get(keyOf(object)));
      const list = byKind.get(kindOf(object));
      if (list === undefined) byKind.set(kindOf(object), [complete]);
      else list.push(complete);
    }
    for (const list of byKind.values()) list.sort((a, b) => (orderOf(a) < orderOf(b) ? -1 : 1));
    this.#revisions = [{ number: this.#counter, byKind }, ...this.#revisions].slice(0, KEPT_REVISIONS);
  }

  #complete(object: KubeObject, before: KubeObject | undefined): KubeObject {
    const uid = object.metadata.uid ?? uidOf(`${this.#clusterName}/${keyOf(object)}`);
    const complete = (resourceVersion: string): KubeObject => ({
      ...object,
      metadata: { creationTimestamp: CREATED, ...object.metadata, uid, resourceVersion },
    });
    if (object.metadata.resourceVersion !== undefined) return complete(object.metadata.resourceVersion);
    const kept = before?.metadata.resourceVersion;
    if (kept !== undefined && canonicalJson(complete(kept)) === canonicalJson(before)) return complete(kept);
    return complete(String(this.#counter));
  }
}

/** The objects of a resource, of one namespace when it is named. */
export function objectsOf(
  { byKind }: Revision,
  { group, kind }: ServedResource,
  namespace?: string,
): readonly KubeObject[] {
  const all = byKind.get(`${group}/${kind}`) ?? [];
  return namespace === undefined ? all : all.filter(({ metadata }) => metadata.namespace === namespace);
}

/** A UID that depends on nothing but the seed, so that demo runs look alike. */
export function uidOf(seed: string): string {
  const hex = createHash('sha256').update(seed).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

function withSystemNamespace(objects: readonly KubeObject[]): readonly KubeObject[] {
  const isSystem = ({ kind, metadata }: KubeObject): boolean => kind === 'Namespace' && metadata.name === 'kube-system';
  if (objects.some(isSystem)) return objects;
  const labels = { 'kubernetes.io/metadata.name': 'kube-system' };
  return [...objects, { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'kube-system', labels } }];
}

function kindOf({ apiVersion, kind }: KubeObject): string {
  return `${groupOf(apiVersion)}/${kind}`;
}

function orderOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function keyOf(object: KubeObject): string {
  return `${kindOf(object)}/${orderOf(object)}`;
}
