import { z } from 'zod';
import { LINK_KINDS, STRENGTHS, type LinkKind } from '#src/engine/fleet/link.js';
import { OVERLAP_SPACES } from '#src/engine/fleet/overlaps.js';
import { clusterRefView } from '../clusters/cluster.view.js';
import { decidingRuleView, endpointView, verdict } from '../isolation/flow.view.js';
import { pageInput } from '../paging/page.js';

const kinds = Object.keys(LINK_KINDS) as [LinkKind, ...LinkKind[]];

export const linkKind = z.enum(kinds).meta({
  id: 'LinkKind',
  description: `What kind of way: ${kinds.map((kind) => `${kind} ${LINK_KINDS[kind]}`).join(', ')}.`,
});

const premise = z.enum(['proven', 'possible', 'excluded']).meta({
  id: 'Premise',
  description:
    'Does the network carry it? Proven by a status or by configuration on both sides, possible, or excluded.',
});

const strength = z.enum(STRENGTHS).meta({
  id: 'EvidenceStrength',
  description: 'A status says connected, both sides or one are configured, or it merely looks so.',
});

const hiddenCluster = clusterRefView.nullable();

/** One thing that was seen. */
const evidenceView = z
  .object({
    cluster: z.string().describe('Name of the cluster in which it was seen'),
    object: z.string().nullable().describe('`Kind/namespace/name`; null when the absence of something counts'),
    text: z.string().describe('What it says'),
  })
  .meta({ id: 'LinkEvidence', description: 'One thing that was seen, and what it says.' });

/** One way between two clusters. */
export const fleetLinkView = z
  .object({
    kind: linkKind,
    technology: z.string().describe('E.g. `cilium-clustermesh`, `submariner`, `load-balancer`'),
    subject: z.string().describe('Which way of that technology, e.g. a Service; empty when it has one'),
    from: clusterRefView.describe('Cluster the way leads out of'),
    to: clusterRefView.describe('Cluster the way leads into'),
    premise,
    strength,
    because: z.array(z.string()).describe('What speaks against certainty, or excludes it; empty when proven'),
    evidence: z.array(evidenceView).describe('What was seen, in either cluster'),
  })
  .meta({ id: 'FleetLink', description: 'A way from one cluster into another, with its evidence.' });

export type FleetLinkView = z.infer<typeof fleetLinkView>;

/** Whether two clusters share addresses. */
export const fleetOverlapView = z
  .object({
    left: clusterRefView,
    right: clusterRefView,
    space: z.enum(OVERLAP_SPACES).meta({ id: 'AddressSpace', description: 'Addresses of what.' }),
    verdict: z
      .enum(['overlap', 'disjoint', 'unknown'])
      .meta({ id: 'OverlapVerdict', description: 'Unknown: what is known does not meet, but not all is known.' }),
    ranges: z.array(z.string()).describe('Shared addresses, `lo-hi`'),
    because: z.array(z.string()).describe('Where the ranges of both clusters were read, and what is missing'),
  })
  .meta({ id: 'FleetOverlap', description: 'How the address plans of two clusters compare.' });

export type FleetOverlapView = z.infer<typeof fleetOverlapView>;

const fleetEndView = z
  .object({
    cluster: hiddenCluster.describe('Null for a cluster the caller may not see'),
    party: z.string().describe('Tenant slug, `shared` or `unowned`; a pseudonym for tenants the caller may not see'),
  })
  .meta({ id: 'FleetEnd', description: 'A party in one cluster.' });

const fleetRuleView = z
  .object({ cluster: z.string().describe('Name of the cluster whose rule it is'), ...decidingRuleView.shape })
  .meta({ id: 'FleetRule', description: 'A rule that decided, and the cluster whose rule it is.' });

/** One pair that stands for a crossing. */
const fleetWitnessView = z
  .object({
    from: endpointView,
    to: endpointView,
    ports: z.string(),
    rules: z.array(fleetRuleView).describe('What decided at either end'),
  })
  .meta({ id: 'FleetWitness', description: 'One pair of endpoints that stands for a crossing between clusters.' });

/** All traffic between two parties of two clusters along one link. */
export const fleetCrossingView = z
  .object({
    from: fleetEndView,
    to: fleetEndView,
    kind: linkKind,
    technology: z.string().describe('Technology of the link it uses'),
    subject: z.string().describe('Which way of that technology; empty when it has one'),
    verdict,
    must: z
      .string()
      .describe('Ports certainly open for some pair, e.g. `TCP 8443`; empty unless the premise is proven'),
    may: z.string().describe('Ports that cannot be ruled out for some pair'),
    pairsMust: z.number().int().describe('Workload pairs with a certain flow'),
    pairsMay: z.number().int().describe('Workload pairs with a possible flow'),
    premise,
    strength,
    relayed: z.boolean().describe('True when a proxy on the way ends the connection and opens another'),
    conditions: z.array(z.string()).describe('What must hold beside the ports, such as a host name'),
    because: z.array(z.string()).describe('Why part of it is unknown'),
    barriers: z.array(z.string()).describe('What certainly stops it; not empty exactly when denied'),
    witness: fleetWitnessView.nullable().describe('One pair that stands for it; null when denied'),
    sentence: z.string().describe('The crossing in words'),
  })
  .meta({
    id: 'FleetCrossing',
    description: 'Traffic from a tenant in one cluster to another tenant in another cluster along one link.',
  });

export type FleetCrossingView = z.infer<typeof fleetCrossingView>;

const cluster = z.string().max(100).optional();

/** Choice of links. */
export const fleetLinkFilter = z
  .strictObject({
    cluster: cluster.describe('Id or name of a cluster at either end'),
    kind: linkKind.optional(),
  })
  .meta({ id: 'FleetLinkFilter', description: 'Which links.' });

export const fleetLinkListInput = z.strictObject({ ...pageInput.shape, ...fleetLinkFilter.shape });

/** Choice of overlaps. */
export const fleetOverlapFilter = z
  .strictObject({
    cluster: cluster.describe('Id or name of one of the two clusters'),
    verdict: fleetOverlapView.shape.verdict.optional(),
  })
  .meta({ id: 'FleetOverlapFilter', description: 'Which overlaps.' });

export const fleetOverlapListInput = z.strictObject({ ...pageInput.shape, ...fleetOverlapFilter.shape });

/** Choice of crossings. */
export const fleetCrossingFilter = z
  .strictObject({
    cluster: cluster.describe('Id or name of a cluster at either end'),
    tenant: z.string().max(100).optional().describe('Party at either end'),
    verdict: verdict.optional(),
    kind: linkKind.optional(),
  })
  .meta({ id: 'FleetCrossingFilter', description: 'Which crossings between clusters.' });

export const fleetCrossingListInput = z.strictObject({ ...pageInput.shape, ...fleetCrossingFilter.shape });
