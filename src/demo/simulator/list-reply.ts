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
  if (revision === undefined || token?.after === '') {
    const message = 'The provided continue parameter is too old to display a consistent list result.';
    replyStatus(response, 410, 'Expired', message);
    return;
  }
  const select = selection(query);
  if (select === undefined) {
    replyStatus(response, 400, 'BadRequest', 'unable to parse requirement');
    return;
  }
  const all = objectsOf(revision, resource, namespace).filter(select);
  const start = token === undefined ? 0 : all.findIndex((object) => keyOf(object) > token.after);
  const limit = Number(query.get('limit') ?? '0');
  const rest = start < 0 ? [] : all.slice(start);
  const page = limit > 0 ? rest.slice(0, limit) : rest;
  replyJson(response, 200, view(resource, page, pageMetadata(revision, page, rest.length), accept));
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

function pageMetadata({ number }: Revision, page: readonly KubeObject[], remaining: number): object {
  const last = page.at(-1);
  const more = last === undefined ? 0 : remaining - page.length;
  const token = last === undefined || more === 0 ? undefined : writeToken(number, keyOf(last));
  return {
    resourceVersion: String(number),
    ...(token === undefined ? {} : { continue: token, remainingItemCount: more }),
  };
}

function selection(query: URLSearchParams): ((object: KubeObject) => boolean) | undefined {
  const byLabel = parseLabelSelector(query.get('labelSelector') ?? '');
  const fields = (query.get('fieldSelector') ?? '').split(',').filter((term) => term !== '');
  const wanted = fields.map((term) => /^metadata\.(name|namespace)==?(.*)$/.exec(term));
  if (byLabel === undefined || wanted.includes(null)) return undefined;
  return ({ metadata }) =>
    byLabel(metadata.labels ?? {}) &&
    wanted.every((match) => (match?.[1] === 'name' ? metadata.name : metadata.namespace) === match?.[2]);
}

function keyOf({ metadata }: KubeObject): string {
  return `${metadata.namespace ?? ''}/${metadata.name}`;
}

function writeToken(revision: number, after: string): string {
  return Buffer.from(JSON.stringify({ revision, after })).toString('base64url');
}

function readToken(text: string | null): { readonly revision: number; readonly after: string } | 'invalid' | undefined {
  if (text === null || text === '') return undefined;
  try {
    const { revision, after } = JSON.parse(Buffer.from(text, 'base64url').toString()) as {
      revision: number;
      after: string;
    };
    return typeof revision === 'number' && typeof after === 'string' ? { revision, after } : 'invalid';
  } catch {
    return 'invalid';
  }
}
