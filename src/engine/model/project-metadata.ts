import { asBoolean, asInteger, asLabels, asList, asRecord, asText, member } from './json-value.js';
import { keptAnnotations } from './kept-annotations.js';
import type { ObjectMeta, OwnerReference } from './raw-object.js';

const MAX_NAME = 253;
const MAX_NAMESPACE = 63;

/**
 * The kept parts of `metadata`; undefined when it cannot identify an object: no name, or a name or namespace no API
 * server could serve (too long, or not usable as one part of a URL path).
 */
export function projectMetadata(value: unknown): ObjectMeta | undefined {
  const name = member(value, 'name');
  if (!isPathSegment(name, MAX_NAME)) return undefined;
  const namespace = asText(member(value, 'namespace'));
  if (namespace !== undefined && !isPathSegment(namespace, MAX_NAMESPACE)) return undefined;
  const labels = asLabels(member(value, 'labels'));
  const annotations = keptAnnotations(member(value, 'annotations'));
  const ownerReferences = asList(member(value, 'ownerReferences')).flatMap(projectOwner);
  const uid = asText(member(value, 'uid'));
  const resourceVersion = asText(member(value, 'resourceVersion'));
  const generation = asInteger(member(value, 'generation'));
  const deletionTimestamp = asText(member(value, 'deletionTimestamp'));
  return {
    name,
    ...(namespace === undefined ? {} : { namespace }),
    ...(isEmpty(labels) ? {} : { labels }),
    ...(isEmpty(annotations) ? {} : { annotations }),
    ...(ownerReferences.length === 0 ? {} : { ownerReferences }),
    ...(uid === undefined ? {} : { uid: uid.slice(0, 128) }),
    ...(resourceVersion === undefined ? {} : { resourceVersion: resourceVersion.slice(0, 128) }),
    ...(generation === undefined ? {} : { generation }),
    ...(deletionTimestamp === undefined ? {} : { deletionTimestamp: deletionTimestamp.slice(0, 40) }),
  };
}

/** True when an API server could serve an object under this name. */
export function isPathSegment(value: unknown, longest: number): value is string {
  if (typeof value !== 'string' || value === '' || value.length > longest) return false;
  if (value === '.' || value === '..') return false;
  // eslint-disable-next-line no-control-regex -- control characters in names would reach terminals and logs
  return !/[\u0000-\u001f\u007f/%]/.test(value);
}

function projectOwner(value: unknown): OwnerReference[] {
  if (asRecord(value) === undefined) return [];
  const name = member(value, 'name');
  if (!isPathSegment(name, MAX_NAME)) return [];
  const controller = asBoolean(member(value, 'controller'));
  return [
    {
      apiVersion: asText(member(value, 'apiVersion')) ?? '',
      kind: asText(member(value, 'kind')) ?? '',
      name,
      ...(controller === undefined ? {} : { controller }),
    },
  ];
}

function isEmpty(record: Readonly<Record<string, string>>): boolean {
  return Object.keys(record).length === 0;
}
