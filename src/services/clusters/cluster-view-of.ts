import { z } from 'zod';
import type { ClusterRow } from '#src/adapters/store/clusters.repository.js';
import type { Scope } from '../auth/scope.js';
import { clusterView, failureView, preflightView, type ClusterView } from './cluster.view.js';

/**
 * The answer about one cluster. Callers restricted to some tenants see that it exists and how fresh it is, but not how
 * it is reached or what else its operators wrote about it.
 */
export function clusterViewOf(row: ClusterRow, summary: unknown, scope: Scope, now: Date): ClusterView {
  const { source, state, credentialType } = clusterView.shape;
  const operators = <T>(value: T): T | null => (scope.isRestricted ? null : value);
  return {
    id: row.uid,
    name: row.name,
    source: source.parse(row.source),
    labels: operators(row.labels as Record<string, string>) ?? {},
    state: state.parse(row.state),
    serverUrl: operators(row.serverUrl),
    tlsServerName: operators(row.tlsServerName),
    credentialType: operators(credentialType.parse(row.credential?.type ?? null)),
    kubeVersion: row.kubeVersion,
    kubeSystemUid: operators(row.kubeSystemUid),
    ...judgedOf(summary, row.cni),
    intervalSeconds: row.intervalSeconds,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    preflight: operators(preflightView.safeParse(row.preflight).data ?? null),
    overrideReason: operators(row.overrideReason),
    lastError: operators(failureView.safeParse(row.lastError).data ?? null),
    sequence: row.headSeq === 0 ? null : row.headSeq,
    observedAt: row.headObservedAt?.toISOString() ?? null,
    assessedSequence: row.assessedSeq === 0 ? null : row.assessedSeq,
    stale: isStale(row, now),
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}

const judged = z.looseObject({
  cni: z.string(),
  enforced: clusterView.shape.enforced,
  coverage: clusterView.shape.coverage,
});

/** What the newest assessment says about the cluster as a whole; before it, only what a person chose is known. */
function judgedOf(summary: unknown, chosenCni: string | null): Pick<ClusterView, 'cni' | 'enforced' | 'coverage'> {
  const { cni, enforced, coverage } = judged.safeParse(summary).data ?? {
    cni: chosenCni,
    enforced: null,
    coverage: null,
  };
  return { cni, enforced, coverage };
}

/** Whether the newest snapshot is older than two intervals (reliability §2.3.8). Uploaded bundles do not age. */
export function isStale(
  row: { readonly source?: string; readonly headObservedAt: Date | null; readonly intervalSeconds: number },
  now: Date,
): boolean {
  if (row.source === 'bundle' || row.headObservedAt === null) return false;
  return now.getTime() - row.headObservedAt.getTime() > 2 * row.intervalSeconds * 1000;
}
