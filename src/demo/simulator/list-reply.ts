import type { ServerResponse } from 'node:http';
import { versionOf, type KubeObject } from './kube-object.js';
import { parseLabelSelector } from './label-selector.js';
import { objectsOf, type ObjectStore, type Revision } from './object-store.js';
import { replyJson, replyStatus } from './reply.js';
import type { ServedResource } from './served-resource.js';
import { partialOf, tableOf } from './table-view.js';

/** What one list request asks for. */
export interface ListRequest {
  readonly resource: ServedResource;
  readonly namespace: string | undefined;
  readonly query: URLSearchParams;
  readonly accept: string;
}

/** Answers a list: filtered, in pages of one revision, as plain list, Table or metadata only. */
export function replyList(response: ServerResponse, store: ObjectStore, request: ListRequest): void {
  const { resource, namespace, query, accept } = request;
  const token = readToken(query.get('continue'));
  if (token === 'invalid') {
    replyStatus(response, 400, 'BadRequest', 'continue key is not valid');
    return;
  }
  const revision = token === undefined ? store.current : store.at(token.revision);
  if (revision === undefined) {
    const message = 'The provided continue parameter is too old to display a consistent list result.';
    replyStatus(response, 410, 'Expired', message);
    return;
  }
  const select = selection(query);
  if (select === undefined) {
    replyStatus(response, 400, 'BadRequest', 'unable to parse requirement');
    return;
  }
  const all = objectsOf(revision, resource, namespace);
  const selected = select === EVERYTHING ? all : all.filter(select);
  const start = token?.start ?? 0;
  const limit = Number(query.get('limit') ?? '0');
  const page = selected.slice(start, limit > 0 ? start + limit : undefined);
  const metadata = pageMetadata(revision, start + page.length, selected.length);
  replyJson(response, 200, view(resource, page, metadata, accept));
}

/** Answers one object by name. */
export function replyObject(response: ServerResponse, store: ObjectStore, request: ListRequest, name: string): void {
  const { resource, namespace, accept } = request;
  const found = objectsOf(store.current, resource, namespace).find(({ metadata }) => metadata.name === name);
  if (found === undefined) {
    replyStatus(response, 404, 'NotFound', `${resource.resource} "${name}" not found`);
    return;
  }
  if (accept.includes('as=Table')) {
    replyJson(response, 200, tableOf(resource, [found], {}));
    return;
  }
  replyJson(response, 200, accept.includes('as=PartialObjectMetadata') ? partialOf(found) : found);
}

function view(resource: ServedResource, page: readonly KubeObject[], metadata: object, accept: string): object {
  if (accept.includes('as=Table')) return tableOf(resource, page, metadata);
  if (accept.includes('as=PartialObjectMetadataList')) {
    return { kind: 'PartialObjectMetadataList', apiVersion: 'meta.k8s.io/v1', metadata, items: page.map(partialOf) };
  }
  const { group, version, kind, custom } = resource;
  const apiVersion = group === '' ? version : `${group}/${version}`;
  // Built-in lists leave kind and apiVersion out of their items; custom resources of several versions share one list.
  const items = page.map((object) =>
    custom
      ? { ...object, apiVersion }
      : Object.fromEntries(Object.entries(object).filter(([key]) => key !== 'kind' && key !== 'apiVersion')),
  );
  return { kind: `${kind}List`, apiVersion: group === '' ? versionOf(apiVersion) : apiVersion, metadata, items };
}

function pageMetadata({ number }: Revision, end: number, total: number): object {
  const more = total - end;
  const next = more > 0 ? { continue: writeToken(number, end), remainingItemCount: more } : {};
  return { resourceVersion: String(number), ...next };
}

const EVERYTHING = (): boolean => true;

function selection(query: URLSearchParams): ((object: KubeObject) => boolean) | undefined {
  if (!query.has('labelSelector') && !query.has('fieldSelector')) return EVERYTHING;
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = (query.get('fieldSelector') ?? '').split(',').filter((term) => term !== '');
  const wanted = fields.map((term) => /^metadata\.(name|namespace)==?(.*)$/.exec(term));
  if (byLabel === undefined || wanted.includes(null)) return undefined;
  return ({ metadata }) =>
    byLabel(metadata.labels ?? {}) &&
    wanted.every((match) => (match?.[1] === 'name' ? metadata.name : metadata.namespace) === match?.[2]);
}

/** The place in the list of one revision, which never changes. */
function writeToken(revision: number, start: number): string {
  return Buffer.from(JSON.stringify({ revision, start })).toString('base64url');
}

function readToken(text: string | null): { readonly revision: number; readonly start: number } | 'invalid' | undefined {
  if (text === null || text === '') return undefined;
  try {
    const { revision, start } = JSON.parse(Buffer.from(text, 'base64url').toString()) as Record<string, unknown>;
    return typeof revision === 'number' && typeof start === 'number' ? { revision, start } : 'invalid';
  } catch {
    return 'invalid';
  }
}
