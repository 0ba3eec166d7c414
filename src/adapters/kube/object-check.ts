import type { RawObject } from '#src/engine/model/raw-object.js';
import type { WantedKind } from './wanted-kinds.js';

const MAX_NAME = 253;
const MAX_NAMESPACE = 63;
const MAX_LABEL_KEY = 317;
const MAX_LABEL_VALUE = 63;
/** The largest single text Kubernetes accepts is one of 256 KiB, all annotations of an object together. */
const MAX_TEXT = 256 * 1024;
const MAX_VALUES = 200_000;

const NAMESPACE = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?$/;
/** Kinds differ in which names they accept; a path segment is what all of them have in common. */
const PATH_SEGMENT = /^(?!\.{1,2}$)[^/%\p{C}\s]+$/u;

/**
 * Why no API server can have stored this object: a cluster is not trusted to keep its own rules.
 * @returns the field and what is wrong with it; undefined when nothing is.
 */
export function objectProblem(
  { metadata, ...rest }: RawObject,
  { namespaced }: Pick<WantedKind, 'namespaced'>,
): string | undefined {
  const { name, namespace, labels = {}, uid } = metadata;
  if (name.length > MAX_NAME || !PATH_SEGMENT.test(name)) return 'metadata.name is not a valid name';
  if (namespaced !== (namespace !== undefined))
    return `metadata.namespace ${namespaced ? 'is missing' : 'is set on a cluster-scoped kind'}`;
  if (namespace !== undefined && (namespace.length > MAX_NAMESPACE || !NAMESPACE.test(namespace)))
    return 'metadata.namespace is not a valid name';
  if (uid !== undefined && (uid.length > MAX_NAME || !PATH_SEGMENT.test(uid))) return 'metadata.uid is not valid';
  for (const [key, value] of Object.entries(labels)) {
    if (key.length > MAX_LABEL_KEY || value.length > MAX_LABEL_VALUE)
      return 'metadata.labels holds a text that is too long';
  }
  return sizeProblem([metadata, rest]);
}

/** Walks without recursion: depth is bounded where objects are projected, width here. */
function sizeProblem(root: unknown): string | undefined {
  const open: unknown[] = [root];
  for (let seen = 0; open.length > 0; seen += 1) {
    if (seen > MAX_VALUES) return `holds more than ${MAX_VALUES} values`;
    const value = open.pop();
    if (typeof value === 'string' && value.length > MAX_TEXT) return `holds a text longer than ${MAX_TEXT} characters`;
    if (typeof value !== 'object' || value === null) continue;
    for (const [key, item] of Object.entries(value)) {
      if (key.length > MAX_TEXT) return `holds a key longer than ${MAX_TEXT} characters`;
      open.push(item);
    }
  }
  return undefined;
}
