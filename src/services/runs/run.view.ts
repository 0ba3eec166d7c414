import { z } from 'zod';
import { failureView } from '../clusters/cluster.view.js';

export const runState = z.enum(['QUEUED', 'RUNNING', 'COMMITTED', 'FAILED', 'POISON']).meta({
  id: 'RunState',
  description: '`POISON`: failed too often and is skipped until someone starts a new run.',
});

/** How far a run is. */
export const progressView = z
  .object({
    stage: z.string().describe('What it is doing, e.g. `list`, `store`, `assess`'),
    kind: z.string().nullable().describe('Kind being listed'),
    items: z.number().int().describe('Objects read so far'),
    kindsDone: z.number().int(),
    kindsTotal: z.number().int(),
  })
  .meta({ id: 'RunProgress', description: 'How far a run is.' });

/** One request to snapshot a cluster. */
export const runView = z
  .object({
    id: z.uuid(),
    clusterId: z.uuid().describe('Public id of the cluster'),
    trigger: z
      .enum(['interval', 'manual', 'upload'])
      .meta({ id: 'RunTrigger', description: 'What asked for the snapshot.' }),
    state: runState,
    requestedAt: z.iso.datetime(),
    startedAt: z.iso.datetime().nullable(),
    endedAt: z.iso.datetime().nullable(),
    attempts: z.number().int().describe('How often it was tried'),
    progress: progressView.nullable(),
    error: failureView.nullable().describe('Why the last attempt failed'),
    sequence: z.number().int().nullable().describe('Sequence number of the snapshot it made'),
  })
  .meta({ id: 'Run', description: 'One request to snapshot a cluster, and what became of it.' });

export type RunView = z.infer<typeof runView>;
