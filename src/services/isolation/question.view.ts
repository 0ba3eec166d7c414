import { z } from 'zod';
import { truth } from '../clusters/cluster.view.js';
import { pageInput } from '../paging/page.js';
import { changeKind } from '../snapshots/snapshot.view.js';
import { at, protocol } from './connectivity.view.js';
import { verdict } from './flow.view.js';

const END = '`namespace/Kind/name`, or address ranges';
const end = z.string().max(300);
const port = z.number().int().min(1).max(65_535);
const ports = {
  must: z.string().describe('Ports certainly open; empty when none'),
  may: z.string().describe('Ports that cannot be ruled out'),
};

const openPorts = z
  .object({
    ...ports,
    names: z.array(z.string()).describe('Port names open whatever their number, such as `TCP http`'),
  })
  .meta({ id: 'OpenPorts', description: 'Ports towards pods that may come.' });

const exposedPattern = z
  .object({
    namespaces: z.string().describe('Label selector on namespaces; `*` is all'),
    pods: z.string().describe('Label selector on pods; `*` is all'),
    inhabited: z.boolean().describe('True when such a pod exists today'),
    ...openPorts.shape,
  })
  .meta({ id: 'ExposedPattern', description: 'Pods that rules speak about by labels, whether or not they exist.' });

const exposedAddresses = z
  .object({ range: z.string(), ...ports })
  .meta({ id: 'ExposedAddresses', description: 'Addresses outside the cluster.' });

const directionExposureView = z
  .object({
    protected: truth.describe('Whether some policy selects it in this direction'),
    entireCluster: openPorts.describe('Any pod of the cluster, whatever its labels'),
    patterns: z.array(exposedPattern).describe('At most 200; those that differ from the entire cluster'),
    addresses: z.array(exposedAddresses).describe('At most 200'),
    truncated: z.boolean(),
  })
  .meta({
    id: 'DirectionExposure',
    description: 'How open one direction of a workload is to whom no connection list names.',
  });

/** How open a workload is. */
export const exposureView = z
  .object({
    workload: z.string().describe(END),
    ingress: directionExposureView,
    egress: directionExposureView,
    doors: z.array(z.string()).describe('Doors from outside that lead to it'),
  })
  .meta({ id: 'WorkloadExposure', description: 'How open a workload is from and to whom no connection list names.' });

export type ExposureView = z.infer<typeof exposureView>;

export const exposureFilter = z
  .strictObject({ workload: end.optional().describe('`namespace/Kind/name`; default: all workloads'), at })
  .meta({ id: 'ExposureFilter', description: 'Whose exposure, and when.' });

export const exposureInput = z.strictObject({ ...pageInput.shape, ...exposureFilter.shape });

/** Where to start and what to follow. */
export const blastInput = z
  .strictObject({
    from: end.min(1).describe('`namespace/pod`, `namespace/Kind/name`, or `outside`'),
    direction: z
      .enum(['forward', 'reverse'])
      .meta({ id: 'BlastDirection', description: 'Whom it can reach, or who can reach it.' })
      .default('forward'),
    hops: z.number().int().min(1).max(1000).optional().describe('Longest chain of connections; default: any'),
    protocol,
    port: port.optional().describe('Follow only connections with this port open'),
    at,
  })
  .meta({ id: 'Blast', description: 'Where a blast radius starts and what it follows.' });

const blastStepView = z
  .object({
    from: z.string().describe(END),
    to: z.string().describe(END),
    ports: z.string(),
    policies: z
      .array(z.string())
      .describe('Policies with a rule that lets it through; empty when none stands in the way'),
  })
  .meta({ id: 'BlastStep', description: 'One connection of a chain.' });

const blastTargetView = z
  .object({
    workload: z.string().describe(END),
    must: z
      .number()
      .int()
      .nullable()
      .describe('Hops along connections that are certainly open; null when there are none'),
    may: z.number().int().describe('Hops along connections that cannot be ruled out'),
    path: z.array(blastStepView).describe('A shortest chain; given for the first 100 workloads'),
  })
  .meta({ id: 'BlastTarget', description: 'A workload in a blast radius.' });

const hopCountView = z
  .object({ hops: z.number().int(), must: z.number().int(), may: z.number().int() })
  .meta({ id: 'HopCount', description: 'Workloads first reached at a distance.' });

/** Everything chains of connections lead to. */
export const blastView = z
  .object({
    from: z.string(),
    sequence: z.number().int().describe('Snapshot that answered'),
    must: z.number().int().describe('Workloads certainly in reach'),
    may: z.number().int().describe('Workloads that cannot be ruled out'),
    byHops: z.array(hopCountView),
    targets: z.array(blastTargetView).describe('Nearest first; at most 1000'),
    truncated: z.boolean(),
  })
  .meta({ id: 'BlastRadius', description: 'What can be reached over several connections, or from whom.' });

export type BlastView = z.infer<typeof blastView>;

/** Objects to put in place and to take away. */
export const whatIfInput = z
  .strictObject({
    manifests: z.string().max(1_000_000).default('').describe('Objects to add or replace, as YAML or JSON documents'),
    remove: z
      .array(z.string().max(600))
      .max(200)
      .default([])
      .describe('Objects to take away: `Kind/namespace/name`, or `Kind/name` when cluster-wide'),
    at,
  })
  .meta({ id: 'WhatIf', description: 'A change that is asked about, not made.' });

const changeCounts = z
  .object({
    added: z.number().int().describe('Pairs of workloads that open'),
    removed: z.number().int().describe('Pairs that close'),
    changed: z.number().int().describe('Pairs open on other ports'),
  })
  .meta({ id: 'PairCounts', description: 'Pairs of workloads, counted exactly.' });

const connectionChangeView = z
  .object({
    change: changeKind,
    from: z.string().describe(END),
    to: z.string().describe(END),
    before: z.string().describe('Ports possible before; empty when none'),
    after: z.string().describe('Ports possible after; empty when none'),
  })
  .meta({ id: 'ConnectionChange', description: 'A connection that would differ.' });

const appliedView = z
  .object({
    object: z.string().describe('`Kind/namespace/name`'),
    action: z.string().describe('added, replaced, unchanged, removed or missing'),
  })
  .meta({ id: 'AppliedEdit', description: 'What one step of the change does.' });

/** What a change would do. */
export const whatIfView = z
  .object({
    sequence: z.number().int().describe('Snapshot that answered'),
    applied: z.array(appliedView),
    isEmpty: z.boolean().describe('True when no connection differs'),
    must: changeCounts.describe('Of what certainly passes'),
    may: changeCounts.describe('Of what cannot be ruled out'),
    outsideWorkloads: z.number().int().describe('Workloads whose traffic with the outside differs'),
    changes: z.array(connectionChangeView).describe('At most 500'),
    truncated: z.boolean(),
    diagnostics: z.array(z.string()).describe('What would be wrong and is not now; at most 100'),
  })
  .meta({ id: 'WhatIfAnswer', description: 'What a change would open and close.' });

export type WhatIfView = z.infer<typeof whatIfView>;

/** One connection whose change is to be explained. */
export const blameInput = z
  .strictObject({
    from: end.min(1).describe('`namespace/name`, `namespace/Kind/name` or an IP address'),
    to: end.min(1).describe('As `from`'),
    protocol,
    port: port.describe('Destination port'),
    base: z
      .string()
      .max(100)
      .optional()
      .describe('Id or sequence number of the snapshot before; default: the one before'),
  })
  .meta({ id: 'Blame', description: 'One connection whose change is to be explained.' });

const causeView = z
  .object({
    change: changeKind,
    object: z.string().describe('`Kind/namespace/name`'),
    fields: z.array(z.string()).describe('Where it differs, such as `spec.ingress[0].ports`'),
    generationBefore: z.number().int().nullable(),
    generationAfter: z.number().int().nullable(),
    versionBefore: z.string().nullable().describe('resourceVersion before'),
    versionAfter: z.string().nullable().describe('resourceVersion after'),
  })
  .meta({ id: 'Cause', description: 'An object that changed between two snapshots.' });

/** Which change did it. */
export const blameView = z
  .object({
    base: z.number().int(),
    head: z.number().int(),
    before: verdict.nullable().describe('Null when an end did not exist'),
    after: verdict.nullable().describe('Null when an end does not exist any more'),
    unchanged: z.boolean().describe('True when the verdict is the same; nothing is to blame then'),
    causes: z.array(causeView).describe('Changes that together did it; none of them can be left out when minimal'),
    minimal: z.boolean(),
    alternatives: z.array(causeView).describe('Other changes that would have done it alone'),
    considered: z.number().int().describe('Differences between the snapshots'),
  })
  .meta({ id: 'BlameAnswer', description: 'Which change between two snapshots opened or closed a connection.' });

export type BlameView = z.infer<typeof blameView>;
