import type { V1ResourceAttributes, V1SelfSubjectAccessReview } from '@kubernetes/client-node';
import type { CollectionState } from '#src/engine/model/coverage.js';
import { memberAt } from '#src/engine/model/json-value.js';
import { Problem } from '#src/lib/problem.js';
import { caHashOf } from './certificates.js';
import { readKubeSystemUid, readVersion } from './cluster-identity.js';
import type { ClusterConnection } from './connection.js';
import { discover } from './discovery.js';
import { listPathOf, type ServedKind } from './list-kind.js';
import { CONFIG_MAP_KEY, pathOf } from './read-config-maps.js';
import { DEFAULT_RETRY } from './retry.js';
import { KubeTransport, type TransportOptions } from './transport.js';
import { CONFIG_MAP_NAMES } from './wanted-config-maps.js';
import { coverageKeyOf } from './wanted-kinds.js';

/** Result of a connection test. */
export interface PreflightReport {
  /** Kubernetes version, e.g. `v1.33.4`. */
  readonly version: string;
  readonly kubeSystemUid: string;
  /** Hash of the registered CA; null when the system's roots are used. */
  readonly caHash: string | null;
  /** Every kind Fenceline would read, sorted: COMPLETE means readable. */
  readonly kinds: readonly { readonly kind: string; readonly state: CollectionState }[];
  /** What the credential can do that Fenceline must not be able to do, in words; empty is right. */
  readonly powers: readonly string[];
}

type AccessReview = Pick<V1SelfSubjectAccessReview, 'apiVersion' | 'kind'> & {
  readonly spec: { readonly resourceAttributes: Pick<V1ResourceAttributes, 'verb' | 'group' | 'resource'> };
};

interface Power {
  readonly words: string;
  readonly verb: string;
  readonly group: string;
  readonly resource: string;
}

/** Permissions that make a stolen credential a takeover of the cluster. */
const TOO_MUCH: readonly Power[] = [
  { words: 'do everything (* on *)', verb: '*', group: '*', resource: '*' },
  { words: 'read secrets', verb: 'list', group: '', resource: 'secrets' },
  { words: 'create pods', verb: 'create', group: '', resource: 'pods' },
];

/**
 * Tests a connection without reading any list: version, identity, which kinds can be read, and what else the credential
 * could do. Once is enough to answer a person waiting, so nothing is retried for long.
 * @throws Problem as {@link KubeTransport.ask}.
 */
export async function preflight(connection: ClusterConnection, options: TransportOptions): Promise<PreflightReport> {
  const retry = { ...DEFAULT_RETRY, retries: 1 };
  const transport = new KubeTransport(connection, { retry, ...options });
  try {
    const version = await readVersion(transport);
    const kubeSystemUid = await readKubeSystemUid(transport);
    const { served, absent, superseded, unclear } = await discover(transport);
    const kinds: { kind: string; state: CollectionState }[] = [
      ...[...absent, ...superseded].map((kind) => ({ kind: coverageKeyOf(kind), state: 'NOT_INSTALLED' as const })),
      ...unclear.map((kind) => ({ kind: coverageKeyOf(kind), state: 'UNAVAILABLE' as const })),
    ];
    kinds.push(...(await Promise.all(served.map((kind) => readability(transport, kind)))));
    kinds.push(await configMapReadability(transport));
    const powers: string[] = [];
    for (const power of TOO_MUCH) if (await can(transport, power)) powers.push(power.words);
    kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1));
    const caHash = connection.caPem === undefined ? null : caHashOf(connection.caPem);
    return { version, kubeSystemUid, caHash, kinds, powers };
  } finally {
    await transport.close();
  }
}

/** @throws Problem `CREDENTIAL.TOO_POWERFUL` when the credential can do more than read. */
export function requireModestCredential({ powers }: Pick<PreflightReport, 'powers'>): void {
  if (powers.length === 0) return;
  const message = `The credential can ${powers.join(', ')}; use one bound only to the fenceline-reader ClusterRole (deploy/clusterrole.yaml), or override with a reason`;
  throw new Problem('CREDENTIAL.TOO_POWERFUL', message, { powers });
}

async function readability(
  transport: KubeTransport,
  kind: ServedKind,
): Promise<{ kind: string; state: CollectionState }> {
  const path = `${listPathOf(kind)}?limit=1`;
  const answer = await transport.ask(path);
  const key = coverageKeyOf(kind);
  if (answer.ok) return { kind: key, state: 'COMPLETE' };
  if (answer.status === 403) return { kind: key, state: 'FORBIDDEN' };
  return { kind: key, state: answer.status === 404 ? 'NOT_INSTALLED' : 'UNAVAILABLE' };
}

/** One name stands for all: whether that ConfigMap exists or not, a server refuses whoever may not get it. */
async function configMapReadability(transport: KubeTransport): Promise<{ kind: string; state: CollectionState }> {
  const answer = await transport.ask(pathOf({ namespace: 'kube-system', name: CONFIG_MAP_NAMES[0] ?? '' }));
  if (answer.ok || answer.status === 404) return { kind: CONFIG_MAP_KEY, state: 'COMPLETE' };
  return { kind: CONFIG_MAP_KEY, state: answer.status === 403 ? 'FORBIDDEN' : 'UNAVAILABLE' };
}

/** Asks the cluster about ourselves; a cluster that does not answer that question is taken to say no. */
async function can(transport: KubeTransport, { verb, group, resource }: Power): Promise<boolean> {
  const review: AccessReview = {
    apiVersion: 'authorization.k8s.io/v1',
    kind: 'SelfSubjectAccessReview',
    spec: { resourceAttributes: { verb, group, resource } },
  };
  const path = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
  const answer = await transport.ask(path, { post: review });
  return answer.ok && memberAt(answer.body, 'status', 'allowed') === true;
}
