import type { CollectionState } from '#src/engine/model/coverage.js';
import { asList, asText, member, memberAt } from '#src/engine/model/json-value.js';
import type { ObjectMeta, RawObject } from '#src/engine/model/raw-object.js';
import { Problem } from '#src/lib/problem.js';
import { type ApiAnswer, shown } from './api-answer.js';
import { objectProblem } from './object-check.js';
import type { KubeTransport } from './transport.js';
import type { WantedKind } from './wanted-kinds.js';

/** A wanted kind together with where this cluster serves it. */
export interface ServedKind extends WantedKind {
  readonly version: string;
}

/** Bounds and helpers of one list. */
export interface ListOptions {
  readonly pageSize: number;
  readonly maxObjects: number;
  /** Keeps the fields that matter; undefined for something that is no object. */
  readonly project: (object: unknown) => RawObject | undefined;
  /** Told the number of objects so far after each page. */
  readonly onPage?: (items: number) => void;
}

/** How listing one kind ended. */
export interface ListedKind {
  readonly state: CollectionState;
  readonly objects: readonly RawObject[];
  /** resourceVersion by uid, to see later whether anything changed; empty for kinds that are no policies. */
  readonly versions: ReadonlyMap<string, string>;
  /** Why it is not COMPLETE, safe to show. */
  readonly message?: string;
}

const MAX_PAGES = 1000;
const MAX_RESTARTS = 3;
const METADATA_ONLY = 'application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json';

/** Path of the list over all namespaces. */
export function listPathOf({ group, version, resource }: ServedKind): string {
  return group === '' ? `/api/${version}/${resource}` : `/apis/${group}/${version}/${resource}`;
}

/**
 * Reads all objects of one kind in pages of one revision (no resourceVersion: the server's newest). A token that came
 * with 410 is never used, the list starts anew; what a server repeats, forges or never ends is cut off and says so.
 * @throws Problem when the whole cluster fails: see {@link KubeTransport.ask}, and `CLUSTER.THROTTLED`.
 */
export async function listKind(transport: KubeTransport, kind: ServedKind, options: ListOptions): Promise<ListedKind> {
  let message = '';
  for (let restarts = 0; restarts <= MAX_RESTARTS; restarts += 1) {
    const pass = new ListPass(transport, kind, options);
    const outcome = await pass.run();
    if (outcome !== 'expired') return outcome;
    message = `The list expired ${restarts + 1} times before it could be read to its end`;
  }
  return { state: 'UNAVAILABLE', objects: [], versions: new Map(), message };
}

/** One attempt to read a list from its first to its last page. */
class ListPass {
  readonly #objects: RawObject[] = [];
  readonly #keys = new Set<string>();
  readonly #tokens = new Set<string>();
  readonly #versions = new Map<string, string>();
  #pageSize: number;

  constructor(
    private readonly transport: KubeTransport,
    private readonly kind: ServedKind,
    private readonly options: ListOptions,
  ) {
    this.#pageSize = options.pageSize;
  }

  async run(): Promise<ListedKind | 'expired'> {
    let token = '';
    for (let page = 0; page < MAX_PAGES; page += 1) {
      const answer = await this.#page(token);
      if (answer === undefined) return this.#end('TRUNCATED', 'One object alone is larger than the limit of a page');
      if (!answer.ok) {
        if (answer.status === 410) return 'expired';
        return page === 0 ? this.#refused(answer) : this.#end('UNAVAILABLE', answer.message);
      }
      const problem = this.#take(answer.body);
      if (problem !== undefined) return this.#end('TRUNCATED', problem);
      this.options.onPage?.(this.#objects.length);
      token = asText(memberAt(answer.body, 'metadata', 'continue')) ?? '';
      if (token === '') return this.#end('COMPLETE');
      if (this.#tokens.has(token)) return this.#end('TRUNCATED', 'The server repeats the same page over and over');
      if (this.#objects.length >= this.options.maxObjects)
        return this.#end('TRUNCATED', `More than ${this.options.maxObjects} objects`);
      this.#tokens.add(token);
    }
    return this.#end('TRUNCATED', `More than ${MAX_PAGES} pages`);
  }

  /** A page over the size limit is asked for again in smaller portions; undefined when one object alone is too large. */
  async #page(token: string): Promise<ApiAnswer | undefined> {
    for (;;) {
      const query = new URLSearchParams({ limit: String(this.#pageSize) });
      if (token !== '') query.set('continue', token);
      try {
        const path = `${listPathOf(this.kind)}?${query.toString()}`;
        return await this.transport.ask(path, { accept: this.kind.metadataOnly ? METADATA_ONLY : undefined });
      } catch (error) {
        if (!(error instanceof Problem) || error.code !== 'SNAPSHOT.TOO_LARGE') throw error;
        if (this.#pageSize === 1) return undefined;
        this.#pageSize = Math.max(1, Math.floor(this.#pageSize / 8));
      }
    }
  }

  /** Keeps the objects of a page; says what is wrong with the first one that cannot be what it claims. */
  #take(body: unknown): string | undefined {
    const items = member(body, 'items');
    const listKind = asText(member(body, 'kind')) ?? '';
    if (!listKind.endsWith('List') || (items !== null && !Array.isArray(items))) {
      throw new Problem(
        'CLUSTER.PROTOCOL',
        `The server does not speak the Kubernetes API at ${listPathOf(this.kind)}: it answered no list`,
      );
    }
    for (const item of asList(items)) {
      const problem = this.#keep(item);
      if (problem !== undefined) return problem;
    }
    return undefined;
  }

  #keep(item: unknown): string | undefined {
    const { group, version, kind } = this.kind;
    const named = asText(member(item, 'kind'));
    if (named !== undefined && named !== kind && named !== 'PartialObjectMetadata')
      return `The list holds an object of another kind (${shown(named) ?? ''})`;
    // Items of built-in lists carry no type, metadata-only items a type of their own.
    const typed = { ...(item as object), apiVersion: group === '' ? version : `${group}/${version}`, kind };
    const object = this.options.project(typed);
    if (object === undefined) return 'The list holds something that is not a Kubernetes object';
    const { name, namespace } = object.metadata;
    const shownName = shown(`${namespace === undefined ? '' : `${namespace}/`}${name}`) ?? '';
    const problem = objectProblem(object, this.kind);
    if (problem !== undefined) return `${kind} ${shownName}: ${problem}`;
    const key = `${namespace ?? ''}/${name}`;
    if (this.#keys.has(key)) return `${kind} ${shownName} is listed twice`;
    if (this.#objects.length >= this.options.maxObjects) return `More than ${this.options.maxObjects} objects`;
    this.#keys.add(key);
    this.#objects.push(this.kind.policy ? object : withoutRevision(object));
    if (this.kind.policy) {
      const revision = asText(memberAt(item, 'metadata', 'resourceVersion')) ?? '';
      this.#versions.set(object.metadata.uid ?? key, revision);
    }
    return undefined;
  }

  #refused({ status, message, retryAfterSeconds }: Extract<ApiAnswer, { ok: false }>): ListedKind {
    if (status === 403) return this.#end('FORBIDDEN', message);
    if (status === 404) return this.#end('NOT_INSTALLED');
    if (status === 429) {
      throw new Problem('CLUSTER.THROTTLED', `The cluster keeps asking us to slow down: ${message}`, {
        retryAfterSeconds: retryAfterSeconds ?? 60,
      });
    }
    return this.#end('UNAVAILABLE', message);
  }

  #end(state: CollectionState, message?: string): ListedKind {
    const result = { state, objects: this.#objects, versions: this.#versions };
    return message === undefined ? result : { ...result, message };
  }
}

/** Pods and nodes get a new revision every minute without any change that matters; only policies' revisions are evidence. */
export function withoutRevision(object: RawObject): RawObject {
  const kept = Object.entries(object.metadata).filter(([key]) => key !== 'resourceVersion' && key !== 'generation');
  return { ...object, metadata: Object.fromEntries(kept) as unknown as ObjectMeta };
}
