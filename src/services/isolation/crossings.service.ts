import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { CrossingsRepository } from '#src/adapters/store/crossings.repository.js';
import { RESERVED_SLUGS } from '#src/engine/isolation/party.js';
import type { Scope } from '../auth/scope.js';
import type { ClusterRef } from '../clusters/cluster.view.js';
import { pageOf, type Page } from '../paging/page.js';
import { SealedCursors } from '../paging/sealed-cursor.js';
import type { NameMask } from '../privacy/name-mask.js';
import { Neighbours } from '../privacy/neighbours.js';
import { crossingSentence } from './crossing-sentence.js';
import type { crossingListInput, CrossingView, MatrixView } from './crossing.view.js';
import { endpointOf, ruleOf } from './evidence-view-of.js';
import { verdict as verdictSchema } from './flow.view.js';
import { matrixOf } from './matrix-of.js';

type Row = Awaited<ReturnType<CrossingsRepository['list']>>[number];

/** The matrix reads at most this many crossings. */
const MATRIX_ROWS = 20_000;

const cursorKey = z.tuple([z.string(), z.string(), z.number().int()]);
const stored = z.looseObject({
  from: z.unknown(),
  to: z.unknown(),
  ports: z.string(),
  rules: z.array(z.unknown()).catch([]),
});

/** Who can reach whom, tenant by tenant. */
@Injectable()
export class CrossingsService {
  constructor(
    private readonly crossings: CrossingsRepository,
    private readonly clusters: ClustersRepository,
    private readonly neighbours: Neighbours,
    private readonly cursors: SealedCursors,
  ) {}

  /** By from, to, cluster. A tenant or cluster the caller cannot see matches nothing. */
  async list(scope: Scope, input: z.infer<typeof crossingListInput>): Promise<Page<CrossingView>> {
    const { first, after, cluster, from, to, verdict, outsideContract } = input;
    const clusterRow = cluster === undefined ? undefined : await this.clusters.find(scope.rows, cluster);
    const hidden = [from, to].some((party) => party !== undefined && !isVisible(scope, party));
    if (clusterRow === null || hidden) return { edges: [], hasNextPage: false };
    const rows = await this.crossings.list({
      visible: visibleParties(scope),
      from,
      to,
      clusterId: clusterRow?.id,
      verdict,
      outsideContract,
      after: this.cursors.decode(after, cursorKey),
      take: first + 1,
    });
    const views = await this.views(scope, rows);
    const page = pageOf(
      rows.map((row, index) => ({ row, view: views[index] })),
      first,
      ({ row }) => this.cursors.encode([row.fromParty, row.toParty, row.clusterId]),
      ({ view }) => view,
    );
    return page as Page<CrossingView>;
  }

  /** Every pair at once, of one cluster or over all of them. */
  async matrix(scope: Scope, cluster: string | undefined): Promise<MatrixView> {
    const clusterRow = cluster === undefined ? undefined : await this.clusters.find(scope.rows, cluster);
    if (clusterRow === null) return matrixOf([], false);
    const rows = await this.crossings.list({
      visible: visibleParties(scope),
      clusterId: clusterRow?.id,
      take: MATRIX_ROWS + 1,
    });
    return matrixOf(await this.views(scope, rows.slice(0, MATRIX_ROWS)), rows.length > MATRIX_ROWS);
  }

  private async views(scope: Scope, rows: readonly Row[]): Promise<CrossingView[]> {
    const [clusters, mask] = await Promise.all([
      this.clusters.refs(rows.map(({ clusterId }) => clusterId)),
      this.neighbours.maskFor(scope),
    ]);
    return rows.map((row) => viewOf(row, clusters.get(row.clusterId), mask));
  }
}

function viewOf(row: Row, cluster: ClusterRef | undefined, mask: NameMask): CrossingView {
  const witness = stored.safeParse(row.witness).data;
  const view = {
    cluster: { id: cluster?.id ?? '', name: cluster?.name ?? '' },
    from: mask.party(row.fromParty),
    to: mask.party(row.toParty),
    verdict: verdictSchema.parse(row.verdict),
    must: row.must,
    may: row.may,
    pairsMust: row.pairsMust,
    pairsMay: row.pairsMay,
    withinContract: row.withinContract,
    because: z
      .array(z.string())
      .catch([])
      .parse(row.because)
      .map((reason) => mask.text(reason)),
    witness:
      witness === undefined
        ? null
        : {
            from: endpointOf(witness.from, mask),
            to: endpointOf(witness.to, mask),
            ports: witness.ports,
            rules: witness.rules.flatMap((rule) => ruleOf(rule, mask)),
          },
    sinceSequence: row.sinceSeq,
    since: row.sinceAt.toISOString(),
  };
  return { ...view, sentence: crossingSentence(view) };
}

function visibleParties(scope: Scope): string[] | null {
  return scope.tenants?.map(({ slug }) => slug) ?? null;
}

function isVisible(scope: Scope, party: string): boolean {
  return scope.includes(party) || RESERVED_SLUGS.some((reserved) => reserved === party);
}
