import { z } from 'zod';
import { clusterRefView } from '../clusters/cluster.view.js';
import { pageInput } from '../paging/page.js';

export const grade = z.enum(['A', 'B', 'C', 'D', 'F', 'U']).meta({
  id: 'Grade',
  description: 'A from 90, B from 75, C from 60, D from 40, F below; U when too little was seen to grade.',
});

/** One printed line of a score. */
export const scoreItemView = z
  .object({
    channel: z.enum(['I', 'E', 'X', 'O', 'H', 'P', 'C', 'ceiling']).meta({
      id: 'ScoreChannel',
      description: 'I ingress, E egress, X exposure, O outside, H host, P assurance, C co-residency.',
    }),
    control: z.string().nullable().describe('Control that reports it'),
    subject: z.string().describe('Flow or fact that costs points'),
    deduction: z.number().describe('Points taken'),
    gainIfFixed: z.number().describe('Points won back if only this were fixed'),
    unknown: z.boolean().describe('True when the points are lost to ignorance'),
    because: z.string(),
  })
  .meta({ id: 'ScoreItem', description: 'One line of a score; the lines add up to 100 minus the lower bound.' });

const band = {
  at: z.iso.datetime().describe('When the state it describes was observed'),
  sequence: z.number().int().describe('Snapshot it was computed from; 0 for roll-ups over clusters'),
  lower: z.number().describe('Score, 0 to 100, with everything unknown counted as open'),
  upper: z.number().describe('Score if everything unknown turned out closed'),
  grade,
  coverage: z.number().describe('Share of the required inputs that were read and fresh, 0 to 1'),
  confidence: z.enum(['A', 'B', 'C', 'D']).meta({
    id: 'Confidence',
    description: 'A enforcement evidence, B network plugin known, C partly unmodelled, D too little seen.',
  }),
  model: z.string().describe('Version of the scoring model, e.g. `tis/1.0.0`'),
  findingsOpen: z.number().int().describe('Open findings at that time'),
  findingsCritical: z.number().int().describe('Open critical findings at that time'),
};

/** One point of a score's history. */
export const scorePointView = z.object(band).meta({ id: 'ScorePoint', description: 'A score at one time.' });

export type ScorePointView = z.infer<typeof scorePointView>;

/** The newest score of one scope. */
export const scoreView = z
  .object({
    tenant: z.string().nullable().describe('Tenant slug; null for a whole cluster or the fleet'),
    cluster: clusterRefView.nullable().describe('Null when it covers all clusters'),
    tier: z.number().int().nullable().describe('Tier of the tenant, 0 to 3'),
    ...band,
    stale: z.boolean().describe('True when the snapshot is older than two intervals'),
    workloads: z.number().int().nullable().describe('Workloads judged'),
    channels: z.record(z.string(), z.number()).describe('Points taken by each channel'),
    items: z.array(scoreItemView).describe('Worst first; empty for roll-ups'),
  })
  .meta({
    id: 'Score',
    description: 'The newest Tenant Isolation Score of a tenant, a cluster or the fleet, itemised.',
  });

export type ScoreView = z.infer<typeof scoreView>;

/** The fleet roll-up with what went into it. */
export const fleetView = z
  .object({
    score: scoreView.nullable().describe('Null until a cluster has been assessed'),
    clusters: z.number().int().describe('Registered clusters'),
    assessed: z.number().int().describe('Clusters with a score'),
    excluded: z.array(clusterRefView).describe('Clusters without a score, at most 100'),
    tenants: z.number().int().describe('Known tenants'),
    findingsOpen: z.number().int(),
  })
  .meta({ id: 'Fleet', description: 'All clusters together.' });

export type FleetView = z.infer<typeof fleetView>;

/** A stretch of history. */
export const historyInput = z
  .strictObject({
    ...pageInput.shape,
    from: z.iso.datetime({ offset: true }).optional().describe('Earliest time, inclusive'),
    to: z.iso.datetime({ offset: true }).optional().describe('Latest time, exclusive'),
    cluster: z.string().max(100).optional().describe('Id or name of a cluster; default: over all clusters'),
  })
  .meta({ id: 'ScoreHistory', description: 'A stretch of history, newest first.' });
