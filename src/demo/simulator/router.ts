import type { IncomingMessage, ServerResponse } from 'node:http';
import { READER, type Access } from './access.js';
import { aggregatedDiscovery, CORE_VERSIONS, groupDocument, groupList, resourceList } from './discovery-documents.js';
import { type ListRequest, replyList, replyObject } from './list-reply.js';
import type { ObjectStore } from './object-store.js';
import { readProtobufReview } from './protobuf-review.js';
import { replyJson, replyStatus } from './reply.js';
import { reviewAccess, reviewRules } from './self-review.js';
import type { ServedResource } from './served-resource.js';

/** Everything an answer depends on. */
export interface ServedCluster {
  readonly version: string;
  readonly store: ObjectStore;
  readonly access: Access;
  readonly resources: readonly ServedResource[];
  /** Answer discovery as servers before 1.26 do, one document for each group and version. */
  readonly legacyDiscovery: boolean;
}

/** One request as the router needs it. */
export interface RoutedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly accept: string;
  readonly body: () => Promise<unknown>;
}

/** Answers one authenticated request as a Kubernetes API server would. */
export async function route(cluster: ServedCluster, request: RoutedRequest, response: ServerResponse): Promise<void> {
  const { path, method } = request;
  if (path === '/version') {
    replyJson(response, 200, versionDocument(cluster.version));
    return;
  }
  if (/^\/(?:healthz|livez|readyz)$/.test(path)) {
    response.writeHead(200, { 'content-type': 'text/plain' }).end('ok');
    return;
  }
  if (method === 'GET' && replyDiscovery(cluster, request, response)) return;
  const parts = path
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const [root, ...tail] = parts;
  const [group, version, ...rest] = root === 'api' ? ['', ...tail] : tail;
  if ((root !== 'api' && root !== 'apis') || group === undefined || version === undefined) {
    notFound(response);
    return;
  }
  const scoped = rest[0] === 'namespaces' && rest.length > 2;
  const [name, object] = scoped ? rest.slice(2) : rest;
  const resource = cluster.resources.find(
    (served) => served.group === group && served.version === version && served.resource === name,
  );
  if (resource === undefined) {
    notFound(response);
    return;
  }
  if (method === 'POST') {
    await replyReview(cluster, resource, request, response);
    return;
  }
  const namespace = scoped ? rest[1] : undefined;
  replyRead(cluster, { resource, namespace, query: request.query, accept: request.accept }, method, object, response);
}

/** Reads the body of a review, JSON or protobuf; undefined when it is neither or too long. */
export async function readReviewBody(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    length += chunk.length;
    if (length > 64 * 1024) return undefined;
  }
  const bytes = Buffer.concat(chunks);
  try {
    return readProtobufReview(bytes) ?? (JSON.parse(bytes.toString()) as unknown);
  } catch {
    return undefined;
  }
}

function replyDiscovery(
  { resources, legacyDiscovery }: ServedCluster,
  { path, accept }: RoutedRequest,
  response: ServerResponse,
): boolean {
  const core = path === '/api';
  if (core || path === '/apis') {
    const wanted = /g=apidiscovery\.k8s\.io;v=(v2|v2beta1)\b/.exec(accept);
    const version = wanted?.[1] as 'v2' | 'v2beta1' | undefined;
    if (version !== undefined && !legacyDiscovery) {
      const type = `application/json;g=apidiscovery.k8s.io;v=${version};as=APIGroupDiscoveryList`;
      replyJson(response, 200, aggregatedDiscovery(resources, core, version), { 'content-type': type, vary: 'Accept' });
    } else replyJson(response, 200, core ? CORE_VERSIONS : groupList(resources));
    return true;
  }
  const [, group, version] = /^\/apis\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  const groupVersion = path === '/api/v1' ? 'v1' : version === undefined ? undefined : `${group ?? ''}/${version}`;
  if (groupVersion === undefined && group === undefined) return false;
  const document =
    groupVersion === undefined ? groupDocument(resources, group ?? '') : resourceList(resources, groupVersion);
  if (document === undefined) notFound(response);
  else replyJson(response, 200, document);
  return true;
}

function replyRead(
  { store, access }: ServedCluster,
  request: ListRequest,
  method: string,
  object: string | undefined,
  response: ServerResponse,
): void {
  const { resource, namespace, query } = request;
  const verb = object === undefined ? (query.get('watch') === 'true' ? 'watch' : 'list') : 'get';
  if (method !== 'GET' || verb === 'watch') {
    replyStatus(response, 405, 'MethodNotAllowed', 'the simulated API server is read-only: it answers get and list');
    return;
  }
  if (!access.allows(verb, resource.group, resource.resource)) {
    const scope = namespace === undefined ? 'at the cluster scope' : `in the namespace "${namespace}"`;
    const what = `resource "${resource.resource}" in API group "${resource.group}" ${scope}`;
    replyStatus(
      response,
      403,
      'Forbidden',
      `${resource.resource} is forbidden: User "${READER}" cannot ${verb} ${what}`,
    );
    return;
  }
  if (object === undefined) replyList(response, store, request);
  else replyObject(response, store, request, object);
}

async function replyReview(
  cluster: ServedCluster,
  { kind }: ServedResource,
  request: RoutedRequest,
  response: ServerResponse,
): Promise<void> {
  const body = await request.body();
  if (kind === 'SelfSubjectAccessReview') {
    replyJson(response, 201, reviewAccess(cluster.access, body));
    return;
  }
  if (kind === 'SelfSubjectRulesReview') {
    replyJson(response, 201, reviewRules(cluster.access, body, cluster.resources));
    return;
  }
  replyStatus(response, 405, 'MethodNotAllowed', 'the simulated API server is read-only');
}

function notFound(response: ServerResponse): void {
  replyStatus(response, 404, 'NotFound', 'the server could not find the requested resource');
}

function versionDocument(gitVersion: string): object {
  const [, major = '1', minor = '0'] = /^v(\d+)\.(\d+)/.exec(gitVersion) ?? [];
  return {
    major,
    minor,
    gitVersion,
    gitCommit: 'simulated',
    gitTreeState: 'clean',
    buildDate: '2026-01-01T00:00:00Z',
    goVersion: 'go1.24',
    compiler: 'gc',
    platform: 'linux/amd64',
  };
}
