import { z } from 'zod';
import { clusterRefView } from '../clusters/cluster.view.js';
import { pageInput } from '../paging/page.js';
import { verdict, witnessView } from './flow.view.js';

/** All traffic from one party to another in one cluster. */
export const crossingView = z
  .object({
    cluster: clusterRefView,
    from: z
      .string()
      .describe('Tenant slug, `shared`, `unowned` or `external`; a pseudonym for tenants the caller may not see'),
    to: z.string().describe('As `from`'),
    verdict,
    must: z.string().describe('Ports certainly open for some pair, e.g. `TCP 5432`; empty when none'),
    may: z.string().describe('Ports that cannot be ruled out for some pair'),
    pairsMust: z.number().int().describe('Workload pairs with a certain flow'),
    pairsMay: z.number().int().describe('Workload pairs with a possible flow'),
    withinContract: z.boolean().describe('True when everything open is agreed and does not count against a score'),
    because: z.array(z.string()).describe('Why part of it is unknown'),
    witness: witnessView.nullable().describe('One pair that proves it; null when denied'),
    sentence: z.string().describe('The crossing in words'),
    sinceSequence: z.number().int().describe('First snapshot with this verdict and these ports'),
    since: z.iso.datetime(),
  })
  .meta({
    id: 'Crossing',
    description: 'Traffic from one tenant (or unowned, shared, external) to another in one cluster.',
  });

export type CrossingView = z.infer<typeof crossingView>;

/** Choice of crossings. */
export const crossingFilter = z
  .strictObject({
    from: z.string().max(100).optional().describe('Party the traffic comes from'),
    to: z.string().max(100).optional().describe('Party the traffic goes to'),
    cluster: z.string().max(100).optional().describe('Id or name of a cluster'),
    verdict: verdict.optional(),
    outsideContract: z.boolean().optional().describe('true: only what counts against a score'),
  })
  .meta({ id: 'CrossingFilter', description: 'Which crossings.' });

export const crossingListInput = z.strictObject({ ...pageInput.shape, ...crossingFilter.shape });

/** One cell of the matrix. */
export const matrixCellView = z
  .object({
    from: z.string(),
    to: z.string(),
    verdict: verdict.describe('Worst verdict over the clusters: allowed before unknown before denied'),
    withinContract: z.boolean().describe('True when everything open is agreed'),
    ports: z.string().describe('Ports open somewhere, of the worst cluster'),
    clusters: z.array(clusterRefView).describe('Clusters with the worst verdict'),
  })
  .meta({ id: 'MatrixCell', description: 'One cell of the tenant matrix.' });

/** The tenant by tenant matrix. */
export const matrixView = z
  .object({
    parties: z.array(z.string()).describe('Rows and columns, sorted; `external`, `shared` and `unowned` last'),
    cells: z.array(matrixCellView).describe('Every pair that was judged, sorted by from, to'),
    truncated: z.boolean().describe('True when there are more cells than one answer shows: filter by cluster'),
  })
  .meta({ id: 'TenantMatrix', description: 'Who can reach whom, tenant by tenant.' });

export type MatrixView = z.infer<typeof matrixView>;

export const matrixInput = z.strictObject({
  cluster: z.string().max(100).optional().describe('Id or name of a cluster; default: all clusters'),
});
