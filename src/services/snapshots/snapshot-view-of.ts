import { z } from 'zod';
import type { SnapshotHeaderRow } from '#src/adapters/store/snapshot-headers.repository.js';
import { isCovered } from '#src/engine/model/coverage.js';
import type { ClusterRef } from '../clusters/cluster.view.js';
import { snapshotView, type SnapshotView } from './snapshot.view.js';

const DIAGNOSTICS = 200;

const { state } = snapshotView.shape.coverage.element.shape;
const coverage = z
  .array(z.looseObject({ kind: z.string(), state, items: z.number(), message: z.string().optional() }))
  .catch([]);
const diagnostics = z
  .array(
    z.looseObject({
      severity: z.string(),
      code: z.string(),
      message: z.string(),
      object: z.looseObject({ kind: z.string(), namespace: z.string().optional(), name: z.string() }).optional(),
      field: z.string().optional(),
    }),
  )
  .catch([]);

/** The answer about one snapshot. */
export function snapshotViewOf(
  row: SnapshotHeaderRow,
  cluster: ClusterRef,
  assessedSeq: number,
  now: Date,
): SnapshotView {
  const kinds = coverage.parse(row.coverage);
  return {
    id: row.uid,
    cluster: { id: cluster.id, name: cluster.name },
    sequence: row.seq,
    observedAt: row.observedAt.toISOString(),
    committedAt: row.committedAt.toISOString(),
    ageSeconds: Math.max(0, Math.round((now.getTime() - row.observedAt.getTime()) / 1000)),
    origin: snapshotView.shape.origin.parse(row.origin),
    kubeVersion: row.kubeVersion,
    cni: row.cni,
    objects: row.objects,
    pods: row.pods,
    digest: Buffer.from(row.digest).toString('hex'),
    added: row.added,
    changed: row.changed,
    removed: row.removed,
    complete: kinds.every((kind) => isCovered(kind.state)),
    settled: row.settled,
    skewMs: row.skewMs,
    assessed: row.seq <= assessedSeq,
    coverage: kinds.map(({ kind, state: ended, items, message }) => ({
      kind,
      state: ended,
      items,
      message: message ?? null,
    })),
    diagnostics: diagnostics
      .parse(row.diagnostics)
      .slice(0, DIAGNOSTICS)
      .map(({ severity, code, message, object, field }) => ({
        severity,
        code,
        message,
        object:
          object === undefined
            ? null
            : [object.kind, object.namespace, object.name].filter((part) => part !== undefined).join('/'),
        field: field ?? null,
      })),
  };
}
