import { Problem } from '#src/lib/problem.js';

/** Types with an id of their own. */
export const NODE_TYPES = [
  'ApiKey',
  'Cluster',
  'Control',
  'Delivery',
  'Export',
  'ExportSchedule',
  'Finding',
  'Run',
  'Snapshot',
  'Subscription',
  'Tenant',
] as const;

/** Name of a type with an id of its own. */
export type NodeTypeName = (typeof NODE_TYPES)[number];

/** A view as a GraphQL node: `id` becomes global, `localId` keeps the one REST uses. */
export type NodeOf<V> = V & { readonly __typename: NodeTypeName; readonly localId: string };

/** Turns a view into a node. */
export function asNode<V extends { readonly id: string }>(type: NodeTypeName, view: V): NodeOf<V> {
  return { ...view, __typename: type, id: toGlobalId(type, view.id), localId: view.id };
}

/** The global id of an object. */
export function toGlobalId(type: NodeTypeName, localId: string): string {
  return Buffer.from(`${type}:${localId}`).toString('base64url');
}

/** Takes a global id apart; null when it is not one. */
export function parseGlobalId(id: string): { readonly type: NodeTypeName; readonly localId: string } | null {
  const text = Buffer.from(id, 'base64url').toString();
  const colon = text.indexOf(':');
  const type = NODE_TYPES.find((name) => name === text.slice(0, colon));
  return type === undefined || toGlobalId(type, text.slice(colon + 1)) !== id
    ? null
    : { type, localId: text.slice(colon + 1) };
}

/**
 * The local id an argument means: a global id of the right type, or what REST accepts (id, name or slug).
 * @throws Problem `NOT_FOUND` when it is the global id of something else
 */
export function localIdOf(type: NodeTypeName, id: string): string {
  const parsed = parseGlobalId(id);
  if (parsed === null) return id;
  if (parsed.type !== type) throw new Problem('NOT_FOUND', `There is no such ${type.toLowerCase()}`);
  return parsed.localId;
}
