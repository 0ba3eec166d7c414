import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import type { Config } from '#src/config/config.js';
import { projectObject } from '#src/engine/model/allow-list.js';
import type { KindCoverage } from '#src/engine/model/coverage.js';
import type { Diagnostic } from '#src/engine/model/diagnostic.js';
import type { RawObject } from '#src/engine/model/raw-object.js';
import { type Clock, systemClock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import {
  type ClusterPin,
  readKubeSystemUid,
  readVersion,
  requireSameCa,
  requireSameCluster,
} from './cluster-identity.js';
import type { ClusterConnection } from './connection.js';
import { type Discovered, discover, isSurelyAbsent, SUPERSEDED_MESSAGE } from './discovery.js';
import { type ListedKind, listKind, type ListOptions, type ServedKind } from './list-kind.js';
import { CONFIG_MAP_KEY, readConfigMaps } from './read-config-maps.js';
import type { RetryPolicy } from './retry.js';
import { KubeTransport } from './transport.js';
import { wantedConfigMaps } from './wanted-config-maps.js';
import { coverageKeyOf } from './wanted-kinds.js';

/** How far a collection is. */
export interface CollectionProgress {
  readonly stage: 'connect' | 'list' | 'settle';
  /** Kind being read, `group/Kind`; empty while connecting. */
  readonly kind: string;
  readonly items: number;
  readonly kindsDone: number;
  readonly kindsTotal: number;
}

/** What a collection needs beside the connection. */
export interface CollectOptions {
  readonly guard: EgressGuard;
  readonly limits: Pick<
    Config['snapshot'],
    'pageTimeoutMs' | 'maxPageBytes' | 'pageSize' | 'maxObjectsPerKind' | 'runTimeoutMs'
  >;
  /** Who the cluster must be; absent at the first collection. */
  readonly pin?: ClusterPin;
  /** Kinds the last complete snapshot held objects of: if one is gone, that is asked twice before it is believed. */
  readonly knownKinds?: readonly string[];
  readonly signal?: AbortSignal | undefined;
  readonly onProgress?: (progress: CollectionProgress) => void;
  readonly retry?: RetryPolicy | undefined;
  readonly clock?: Clock;
}

/** Everything read from one cluster in one run. */
export interface Collection {
  /** Sorted by kind, namespace, name; pods included. */
  readonly objects: readonly RawObject[];
  /** One entry for each wanted kind, sorted. */
  readonly coverage: readonly KindCoverage[];
  readonly diagnostics: readonly Diagnostic[];
  readonly version: string;
  readonly kubeSystemUid: string;
  /** RFC 3339 time the last list was read. */
  readonly observedAt: string;
  /** True when no policy changed between the first and the last list: the kinds fit together as one moment. */
  readonly settled: boolean;
  /** Time between the first and the last list. */
  readonly skewMs: number;
}

const CONCURRENT_KINDS = 3;
const SETTLE_ROUNDS = 2;

/**
 * Reads one cluster: identity, discovery, every wanted kind in pages, then the policy kinds once more to see whether they
 * held still. A kind that is forbidden or fails leaves a gap that coverage names; only failures of the whole cluster throw.
 * @throws Problem as {@link KubeTransport.ask}, `CLUSTER.CHANGED`, `CLUSTER.THROTTLED`; nothing partial is returned then.
 */
export async function collectCluster(connection: ClusterConnection, options: CollectOptions): Promise<Collection> {
  const deadline = new AbortController();
  const seconds = Math.round(options.limits.runTimeoutMs / 1000);
  const timer = setTimeout(() => {
    deadline.abort(new Problem('CLUSTER.UNREACHABLE', `The cluster could not be read within ${seconds} seconds`));
  }, options.limits.runTimeoutMs);
  const signal = options.signal === undefined ? deadline.signal : AbortSignal.any([deadline.signal, options.signal]);
  const transport = new KubeTransport(connection, { ...options, signal });
  try {
    requireSameCa(connection, options.pin ?? {});
    return await new CollectionRun(transport, { ...options, signal }).run();
  } finally {
    clearTimeout(timer);
    await transport.close();
  }
}

class CollectionRun {
  readonly #lists = new Map<string, ListedKind>();
  readonly #clock: Clock;
  #total = 0;

  constructor(
    private readonly transport: KubeTransport,
    private readonly options: CollectOptions & { readonly signal: AbortSignal },
  ) {
    this.#clock = options.clock ?? systemClock;
  }

  async run(): Promise<Collection> {
    const { pin } = this.options;
    this.#report('connect', '', 0);
    const version = await readVersion(this.transport);
    const kubeSystemUid = await readKubeSystemUid(this.transport);
    requireSameCluster(kubeSystemUid, pin?.kubeSystemUid);
    const discovered = await discover(this.transport);
    this.#total = discovered.served.length + 1;
    const started = this.#clock.now().getTime();
    await this.#listAll(discovered.served);
    await this.#readConfigMaps();
    const settled = await this.#settle(discovered.served.filter(({ policy }) => policy));
    const ended = this.#clock.now();
    // A cluster that is swapped while it is read must not leave a mixture.
    requireSameCluster(await readKubeSystemUid(this.transport), kubeSystemUid);
    return {
      objects: this.#objects(),
      coverage: await this.#coverage(discovered),
      diagnostics: discovered.unknownPolicies.map(unknownPolicy),
      version,
      kubeSystemUid,
      observedAt: ended.toISOString(),
      settled,
      skewMs: ended.getTime() - started,
    };
  }

  async #listAll(kinds: readonly ServedKind[]): Promise<void> {
    const waiting = [...kinds];
    const work = async (): Promise<void> => {
      for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift()) await this.#list(kind);
    };
    await Promise.all(Array.from({ length: CONCURRENT_KINDS }, work));
  }

  async #list(kind: ServedKind): Promise<void> {
    const key = coverageKeyOf(kind);
    this.#lists.set(
      key,
      await this.#readOrGap(kind, {
        onPage: (items) => {
          this.#report('list', key, items);
        },
      }),
    );
    this.#report('list', key, this.#lists.get(key)?.objects.length ?? 0);
  }

  async #readConfigMaps(): Promise<void> {
    const [namespaces = [], pods = []] = ['core/Namespace', 'core/Pod'].map((key) => this.#lists.get(key)?.objects);
    this.#lists.set(CONFIG_MAP_KEY, await readConfigMaps(this.transport, wantedConfigMaps(namespaces, pods)));
    this.#report('list', CONFIG_MAP_KEY, this.#lists.get(CONFIG_MAP_KEY)?.objects.length ?? 0);
  }

  /** A connection that fails for one kind while the cluster still answers is a gap in that kind only. */
  async #readOrGap(kind: ServedKind, more: Partial<ListOptions>): Promise<ListedKind> {
    const { limits, signal } = this.options;
    const base = {
      pageSize: limits.pageSize,
      maxObjects: limits.maxObjectsPerKind,
      project: projectObject,
    };
    try {
      return await listKind(this.transport, kind, { ...base, ...more });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'CLUSTER.UNREACHABLE' || signal.aborted) throw error;
      await readVersion(this.transport, 0);
      return { state: 'UNAVAILABLE', objects: [], versions: new Map(), message: error.message };
    }
  }

  /** Compares the policy kinds' metadata with what was read and reads again what changed; false when they never hold still. */
  async #settle(kinds: readonly ServedKind[]): Promise<boolean> {
    for (let round = 0; round <= SETTLE_ROUNDS; round += 1) {
      const changed: ServedKind[] = [];
      for (const kind of kinds) {
        const key = coverageKeyOf(kind);
        this.#report('settle', key, 0);
        const before = this.#lists.get(key);
        if (before?.state !== 'COMPLETE') continue;
        const now = await this.#readOrGap({ ...kind, metadataOnly: true }, {});
        if (!isSame(before.versions, now.versions)) changed.push(kind);
      }
      if (changed.length === 0) return true;
      if (round < SETTLE_ROUNDS) for (const kind of changed) await this.#list(kind);
    }
    return false;
  }

  async #coverage({ absent, superseded, unclear }: Discovered): Promise<readonly KindCoverage[]> {
    const coverage = [...this.#lists].map(([kind, { state, objects, message }]): KindCoverage => {
      return { kind, state, items: objects.length, ...(message === undefined ? {} : { message }) };
    });
    const unavailable = (kind: string, message: string): KindCoverage => ({
      kind,
      state: 'UNAVAILABLE',
      items: 0,
      message,
    });
    const known = new Set(this.options.knownKinds);
    for (const wanted of absent) {
      const kind = coverageKeyOf(wanted);
      const isGone = !known.has(kind) || (await isSurelyAbsent(this.transport, wanted));
      coverage.push(
        isGone
          ? { kind, state: 'NOT_INSTALLED', items: 0 }
          : unavailable(kind, 'It was served before, and the cluster contradicts itself about it'),
      );
    }
    for (const wanted of superseded)
      coverage.push({ kind: coverageKeyOf(wanted), state: 'NOT_INSTALLED', items: 0, message: SUPERSEDED_MESSAGE });
    for (const wanted of unclear)
      coverage.push(unavailable(coverageKeyOf(wanted), 'The cluster could not say whether it serves this kind'));
    return coverage.sort((a, b) => order(a.kind, b.kind));
  }

  /** Sorted kind by kind: one sort over everything would hold up the event loop in large clusters. */
  #objects(): readonly RawObject[] {
    const kinds = [...this.#lists].sort(([a], [b]) => order(a, b));
    return kinds.flatMap(([, { objects }]) => [...objects].sort(byName));
  }

  #report(stage: CollectionProgress['stage'], kind: string, items: number): void {
    this.options.onProgress?.({ stage, kind, items, kindsDone: this.#lists.size, kindsTotal: this.#total });
  }
}

function unknownPolicy(kind: string): Diagnostic {
  return {
    severity: 'warning',
    code: 'POLICY.UNKNOWN_KIND',
    message: `The cluster serves ${kind}, which looks like a traffic policy that Fenceline does not know; what it decides is not in the answers`,
  };
}

function isSame(a: ReadonlyMap<string, string>, b: ReadonlyMap<string, string>): boolean {
  return a.size === b.size && [...a].every(([uid, version]) => b.get(uid) === version);
}

function byName({ metadata: a }: RawObject, { metadata: b }: RawObject): number {
  return order(a.namespace ?? '', b.namespace ?? '') || order(a.name, b.name);
}

function order(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}
