import { z } from 'zod';
import { clusterRefView } from '../clusters/cluster.view.js';
import { pageInput } from '../paging/page.js';

const coverageView = z
  .object({
    kind: z.string().describe('`group/Kind`'),
    state: z.enum(['COMPLETE', 'NOT_INSTALLED', 'FORBIDDEN', 'UNAVAILABLE', 'TRUNCATED']).meta({
      id: 'CollectionState',
      description: 'How the collection of a kind ended; anything but COMPLETE and NOT_INSTALLED makes answers unknown.',
    }),
    items: z.number().int(),
    message: z.string().nullable().describe('Why it is not complete'),
  })
  .meta({ id: 'KindCoverage', description: 'What a snapshot knows about one kind.' });

const diagnosticView = z
  .object({
    severity: z.string().describe('fatal, error, warning or info'),
    code: z.string(),
    message: z.string(),
    object: z.string().nullable().describe('`Kind/namespace/name` of the object'),
    field: z.string().nullable(),
  })
  .meta({ id: 'Diagnostic', description: 'Something about the input a reader should know.' });

/** A snapshot as answers show it. */
export const snapshotView = z
  .object({
    id: z.uuid(),
    cluster: clusterRefView,
    sequence: z.number().int().describe('1 for the first snapshot of the cluster'),
    observedAt: z.iso.datetime().describe('When collection ended'),
    committedAt: z.iso.datetime(),
    ageSeconds: z.number().int(),
    origin: z
      .enum(['live', 'offline'])
      .meta({ id: 'SnapshotOrigin', description: 'Collected from an API server, or uploaded.' }),
    kubeVersion: z.string().nullable(),
    cni: z.string().nullable(),
    objects: z.number().int(),
    pods: z.number().int(),
    digest: z.string().describe('Content hash, hex'),
    added: z.number().int().describe('Objects added since the snapshot before'),
    changed: z.number().int(),
    removed: z.number().int(),
    complete: z.boolean().describe('True when every kind was read or is not installed'),
    settled: z.boolean().describe('False when policies changed while they were being read'),
    skewMs: z.number().int().describe('Time between the first and the last kind read, in milliseconds'),
    assessed: z.boolean(),
    coverage: z.array(coverageView),
    diagnostics: z.array(diagnosticView).describe('At most 200'),
  })
  .meta({ id: 'Snapshot', description: 'One collection of one cluster, immutable.' });

export type SnapshotView = z.infer<typeof snapshotView>;

export const changeKind = z
  .enum(['added', 'removed', 'changed'])
  .meta({ id: 'ChangeKind', description: 'What happened.' });

const objectChangeView = z
  .object({ change: changeKind, kind: z.string(), namespace: z.string(), name: z.string() })
  .meta({ id: 'ObjectChange', description: 'An object that differs between two snapshots.' });

const flowChangeView = z
  .object({
    change: changeKind,
    from: z.string().describe('`namespace/Kind/name` or an address range'),
    to: z.string(),
    before: z.string().describe('Ports possible before; empty when none'),
    after: z.string().describe('Ports possible after; empty when none'),
  })
  .meta({ id: 'FlowChange', description: 'A connection that differs between two snapshots.' });

const findingChangeView = z
  .object({
    id: z.uuid(),
    type: z.string().describe('opened, resolved, reopened, unknown, known or changed'),
    control: z.string(),
    title: z.string(),
    subject: z.string(),
    at: z.iso.datetime(),
  })
  .meta({ id: 'FindingChange', description: 'A finding that moved between two snapshots.' });

const scoreChangeView = z
  .object({
    tenant: z.string().nullable().describe('Null for the whole cluster'),
    before: z.number().nullable().describe('Lower bound before; null when not scored'),
    after: z.number().nullable(),
  })
  .meta({ id: 'ScoreChange', description: 'A score at two snapshots.' });

/** What changed from one snapshot to a later one of the same cluster. */
export const snapshotDiffView = z
  .object({
    base: z.number().int().describe('Sequence compared with'),
    head: z.number().int().describe('Sequence of the snapshot asked for'),
    objects: z.array(objectChangeView),
    flows: z.array(flowChangeView),
    findings: z.array(findingChangeView),
    scores: z.array(scoreChangeView),
    truncated: z.boolean().describe('True when a list was cut at 1000 entries'),
  })
  .meta({ id: 'SnapshotDiff', description: 'Objects, connections, findings and scores that changed.' });

export type SnapshotDiffView = z.infer<typeof snapshotDiffView>;

export const diffInput = z.strictObject({
  base: z
    .string()
    .max(100)
    .optional()
    .describe('Id or sequence number of the snapshot to compare with; default: the one before'),
});

export const snapshotListInput = z.strictObject(pageInput.shape);
