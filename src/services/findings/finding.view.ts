import { z } from 'zod';
import { clusterRefView } from '../clusters/cluster.view.js';
import { decidingRuleView, endpointView } from '../isolation/flow.view.js';
import { pageInput } from '../paging/page.js';

export const severity = z.enum(['info', 'low', 'medium', 'high', 'critical']).meta({
  id: 'Severity',
  description: 'How bad it is, worst last.',
});

export const findingState = z.enum(['open', 'resolved', 'accepted', 'unknown']).meta({
  id: 'FindingState',
  description: '`unknown`: an input is missing, so nobody knows whether it still holds; it never counts as resolved.',
});

const evidenceObjectView = z
  .object({
    apiVersion: z.string(),
    kind: z.string(),
    namespace: z.string().nullable(),
    name: z.string(),
    path: z.string().nullable().describe('Path of the offending field'),
  })
  .meta({ id: 'EvidenceObject', description: 'An object a judgement rests on.' });

/** What proves a finding. */
export const evidenceView = z
  .object({
    objects: z.array(evidenceObjectView),
    flow: z
      .object({
        from: endpointView,
        to: endpointView,
        ports: z.string(),
        verdict: z.string(),
        rules: z.array(decidingRuleView),
      })
      .meta({ id: 'EvidenceFlow', description: 'The flow that proves it.' })
      .nullable(),
    missing: z.array(z.string()).describe('For unknown: the inputs that are missing'),
    notes: z.array(z.string()),
  })
  .meta({ id: 'Evidence', description: 'What proves a finding.' });

export type EvidenceView = z.infer<typeof evidenceView>;

/** A finding as answers show it. */
export const findingView = z
  .object({
    id: z.uuid(),
    fingerprint: z.string().describe('Stable identity over snapshots'),
    control: z.string().describe('Control that reports it, e.g. `SEG-NP-001`'),
    severity,
    state: findingState,
    cluster: clusterRefView.nullable().describe('Null when it concerns the fleet'),
    tenants: z.array(z.string()).describe('Tenants concerned; pseudonyms for those the caller may not see'),
    namespace: z.string().nullable(),
    subject: z.string().describe('What it is about'),
    title: z.string(),
    because: z.string().describe('Why it fails, or which input is missing'),
    fix: z.string().describe('What to change'),
    remediation: z.string().nullable().describe('A manifest that fixes it, when one can be given'),
    evidence: evidenceView,
    firstSeenAt: z.iso.datetime(),
    lastSeenAt: z.iso.datetime().nullable().describe('Newest snapshot that showed it'),
    lastChangedAt: z.iso.datetime(),
    resolvedAt: z.iso.datetime().nullable(),
    reopenCount: z.number().int(),
  })
  .meta({ id: 'Finding', description: 'A breach of a control over time.' });

export type FindingView = z.infer<typeof findingView>;

/** One transition of a finding. */
export const findingEventView = z
  .object({
    sequence: z.number().int().describe('Number within the finding, from 1'),
    type: z.string().describe('opened, resolved, reopened, unknown, known or changed'),
    at: z.iso.datetime(),
    snapshotSequence: z.number().int().describe('Snapshot that caused it'),
    cause: z.unknown().describe('What changed'),
  })
  .meta({ id: 'FindingEvent', description: 'One transition of a finding.' });

export type FindingEventView = z.infer<typeof findingEventView>;

const facetView = z
  .object({ value: z.string(), count: z.number().int() })
  .meta({ id: 'FacetCount', description: 'How many findings have a value.' });

/** Counts for narrowing a list of findings. */
export const findingFacetsView = z
  .object({
    total: z.number().int().describe('Findings that match; counting stops at 10001'),
    severity: z.array(facetView),
    state: z.array(facetView),
    control: z.array(facetView),
    cluster: z.array(facetView).describe('By cluster name, at most 100'),
    tenant: z.array(facetView).describe('By tenant slug, at most 100'),
  })
  .meta({ id: 'FindingFacets', description: 'Counts for narrowing a list of findings.' });

export type FindingFacetsView = z.infer<typeof findingFacetsView>;

export const findingSort = z.enum(['severity', 'first-seen', 'last-changed']).meta({
  id: 'FindingSort',
  description: 'Order of a list: worst first, newest first, or most recently changed first.',
});

/** Choice of findings. */
export const findingFilter = z
  .strictObject({
    tenant: z.string().max(100).optional().describe('Tenant slug'),
    cluster: z.string().max(100).optional().describe('Id or name of a cluster'),
    control: z.string().max(40).optional().describe('Control id'),
    severity: z.array(severity).max(5).optional().describe('Any of these'),
    state: z.array(findingState).max(4).optional().describe('Any of these; default: open and unknown'),
    since: z.iso.datetime({ offset: true }).optional().describe('Changed at or after this time'),
    text: z.string().max(100).optional().describe('Part of subject, title or namespace'),
  })
  .meta({ id: 'FindingFilter', description: 'Which findings.' });

export type FindingFilter = z.infer<typeof findingFilter>;

export const findingListInput = z.strictObject({
  ...pageInput.shape,
  ...findingFilter.shape,
  sort: findingSort.default('severity'),
});
