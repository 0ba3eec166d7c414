import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { collectCluster, type CollectionProgress } from '#src/adapters/kube/collect-cluster.js';
import { deserializeCredential, type ClusterConnection } from '#src/adapters/kube/connection.js';
import type { RunTarget } from '#src/adapters/store/runs.repository.js';
import type { Vault } from '#src/adapters/vault/vault.js';
import type { Config } from '#src/config/config.js';
import { foldPods } from '#src/engine/model/fold-pods.js';
import { Problem } from '#src/lib/problem.js';
import type { CollectedFacts } from './collected-facts.js';

/** What reading a cluster needs beside its row. */
export interface LiveOptions {
  readonly vault: Vault;
  readonly guard: EgressGuard;
  readonly limits: Config['snapshot'];
  readonly signal: AbortSignal;
  readonly onProgress: (progress: CollectionProgress) => void;
}

/**
 * Facts of a living cluster: its identity is checked against what was pinned at registration, its pods are folded.
 * @throws Problem `CLUSTER.…`, `CREDENTIAL.…`, `EGRESS.DENIED`
 */
export async function liveFacts(target: RunTarget, options: LiveOptions): Promise<CollectedFacts> {
  const { cluster, knownKinds } = target;
  const { vault, ...collecting } = options;
  const { kubeSystemUid, caHash } = cluster;
  const pin = { ...(kubeSystemUid === null ? {} : { kubeSystemUid }), ...(caHash === null ? {} : { caHash }) };
  const read = await collectCluster(connectionTo(cluster, vault), { ...collecting, pin, knownKinds });
  const folded = foldPods(read.objects, 'live');
  return {
    facts: {
      cluster: { name: cluster.name, uid: read.kubeSystemUid, version: read.version },
      observedAt: read.observedAt,
      objects: folded.objects,
      podGroups: folded.podGroups,
      coverage: read.coverage,
      origin: 'live',
    },
    diagnostics: [...read.diagnostics, ...folded.diagnostics],
    settled: read.settled,
    skewMs: read.skewMs,
  };
}

function connectionTo(
  { id, serverUrl, caPem, tlsServerName, credential }: RunTarget['cluster'],
  vault: Vault,
): ClusterConnection {
  if (serverUrl === null || credential === null) {
    throw new Problem('CREDENTIAL.UNREADABLE', 'The cluster has no server URL or no credential; register it again');
  }
  const binding = { table: 'credential', clusterId: id, recordId: credential.id, version: credential.version };
  return {
    server: serverUrl,
    credential: deserializeCredential(vault.open(credential, binding)),
    ...(caPem === null ? {} : { caPem }),
    ...(tlsServerName === null ? {} : { tlsServerName }),
  };
}
