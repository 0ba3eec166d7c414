import { canonicalJson } from '#src/lib/canonical-json.js';
import { boundedCopy, TOO_DEEP } from './bounded-copy.js';
import type { Diagnostic } from './diagnostic.js';
import { byText } from './json-value.js';
import { KNOWN_KINDS } from './known-kinds.js';
import { kindKey, type RawObject, refOf, type SourceRef } from './raw-object.js';

const CONTESTED = 'contested';

/** True when the input defined the object several times with different content, so that which one is in force is open. */
export function isContested(object: RawObject): boolean {
  return object[CONTESTED] === true;
}

/** Objects with each identity once, in the order of their first appearance. */
export interface UniqueObjects {
  readonly objects: RawObject[];
  readonly diagnostics: Diagnostic[];
}

/**
 * Keeps the last definition of every object, as applying the manifests one after the other would. Equal repetitions are
 * a warning, different ones an error.
 */
export function dropDuplicates(objects: readonly RawObject[]): UniqueObjects {
  const byIdentity = new Map<string, RawObject>();
  const diagnostics: Diagnostic[] = [];
  for (const object of objects) {
    const key = identityOf(object);
    const earlier = byIdentity.get(key);
    const diagnostic = earlier === undefined ? undefined : duplicate(earlier, object);
    if (diagnostic !== undefined) diagnostics.push(diagnostic);
    const contested = diagnostic?.severity === 'error' || (earlier !== undefined && isContested(earlier));
    byIdentity.set(key, contested ? { ...object, [CONTESTED]: true } : object);
  }
  return { objects: [...byIdentity.values()], diagnostics };
}

/** `group/Kind`, namespace and name as one text; namespaced kinds without a namespace live in `default`. */
export function identityOf(object: RawObject): string {
  const key = kindKey(object.apiVersion, object.kind);
  return [key, namespaceOf(object) ?? '', object.metadata.name].join('\n');
}

/** Namespace of an object; undefined for cluster-scoped kinds, `default` when a namespaced object names none. */
export function namespaceOf(object: RawObject): string | undefined {
  const known = KNOWN_KINDS.get(kindKey(object.apiVersion, object.kind));
  if (known?.namespaced === false) return undefined;
  const { namespace } = object.metadata;
  if (typeof namespace === 'string' && namespace !== '') return namespace;
  return known === undefined ? undefined : 'default';
}

/** A copy in the order of kind, namespace and name. */
export function sortByIdentity(objects: readonly RawObject[]): RawObject[] {
  return objects
    .map((object) => ({ object, key: identityOf(object) }))
    .sort((a, b) => byText(a.key, b.key))
    .map(({ object }) => object);
}

function duplicate(earlier: RawObject, later: RawObject): Diagnostic {
  const same = contentOf(earlier) === contentOf(later);
  const namespace = namespaceOf(later);
  const name = `${later.kind} ${namespace === undefined ? '' : `${namespace}/`}${later.metadata.name}`;
  return {
    severity: same ? 'warning' : 'error',
    code: same ? 'OBJECT.REPEATED' : 'OBJECT.DUPLICATE',
    message: same
      ? `${name} appears twice with the same content${place(earlier.source)}; remove one of them`
      : `${name} is defined twice with different content${place(earlier.source)}; the last definition is used. Keep one of them`,
    object: refOf(later),
    field: 'metadata.name',
    ...(later.source === undefined ? {} : { source: later.source }),
  };
}

function place(source: SourceRef | undefined): string {
  return source === undefined ? '' : ` (first in ${source.file}, document ${String(source.document)})`;
}

/** Versions and places differ between copies of one object without meaning anything. */
const INCIDENTAL = new Set([CONTESTED, 'source', 'resourceVersion', 'generation']);

function contentOf(object: RawObject): string {
  const metadata = Object.fromEntries(Object.entries(object.metadata).filter(([field]) => !INCIDENTAL.has(field)));
  const content = Object.fromEntries(Object.entries(object).filter(([field]) => !INCIDENTAL.has(field)));
  const copy = boundedCopy({ ...content, metadata });
  return copy === TOO_DEEP ? 'nested too deeply to compare' : canonicalJson(copy);
}
