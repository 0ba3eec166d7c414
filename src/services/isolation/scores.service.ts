import { Inject, Injectable } from '@nestjs/common';
import { z } from 'zod';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { FindingsRepository } from '#src/adapters/store/findings.repository.js';
import { ScoresRepository, type ScoreOf } from '#src/adapters/store/scores.repository.js';
import { TenantsRepository } from '#src/adapters/store/tenants.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import type { Scope } from '../auth/scope.js';
import { isStale } from '../clusters/cluster-view-of.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page } from '../paging/page.js';
import { Neighbours } from '../privacy/neighbours.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { pointViewOf, scoreViewOf } from './score-view-of.js';
import type { FleetView, historyInput, ScorePointView, ScoreView } from './score.view.js';

type Row = Awaited<ReturnType<ScoresRepository['ofTenants']>>[number];

/** Row id that stands for all clusters or all tenants. */
const ALL = 0;

/** How long the list of clusters without a score may get in an answer. */
const EXCLUDED = 100;

/** Scores now and over time. Every number was stored by the assessment that made it. */
@Injectable()
export class ScoresService {
  constructor(
    private readonly scores: ScoresRepository,
    private readonly clusterRows: ClustersRepository,
    private readonly tenantRows: TenantsRepository,
    private readonly findings: FindingsRepository,
    private readonly clusters: ClustersService,
    private readonly tenants: TenantsService,
    private readonly neighbours: Neighbours,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** A tenant's scores: the one over all clusters first, then one for each cluster. @throws Problem `NOT_FOUND` */
  async ofTenant(scope: Scope, slug: string, cluster?: string): Promise<ScoreView[]> {
    const { id } = await this.tenants.row(scope, slug);
    const rows = await this.scores.ofTenants([id]);
    const only = cluster === undefined ? undefined : (await this.clusters.row(scope, cluster)).id;
    return this.views(scope, only === undefined ? rows : rows.filter(({ clusterId }) => clusterId === only));
  }

  /** As {@link ofTenant} for several tenants at once; empty where a tenant is not visible. */
  async ofTenants(scope: Scope, slugs: readonly string[]): Promise<ScoreView[][]> {
    const tenants = await this.tenantRows.findBySlugs(scope.rows, slugs);
    const views = await this.views(scope, await this.scores.ofTenants(tenants.map(({ id }) => id)));
    return slugs.map((slug) => views.filter(({ tenant }) => tenant === slug));
  }

  /** Scores of a cluster: the cluster itself first (for callers who see all of it), then its tenants. @throws Problem `NOT_FOUND` */
  async ofCluster(scope: Scope, cluster: string): Promise<ScoreView[]> {
    const { id } = await this.clusters.row(scope, cluster);
    return this.views(scope, await this.scores.ofClusters(scope.rows, [id], true));
  }

  /** As {@link ofCluster} for several clusters by public id. */
  async ofClusters(scope: Scope, ids: readonly string[]): Promise<ScoreView[][]> {
    const rows = await this.clusterRows.findByUids(scope.rows, ids);
    const views = await this.views(
      scope,
      await this.scores.ofClusters(
        scope.rows,
        rows.map(({ id }) => id),
        true,
      ),
    );
    return ids.map((id) => views.filter(({ cluster }) => cluster?.id === id));
  }

  /** History of a tenant, over all clusters or in one, newest first. @throws Problem `NOT_FOUND` */
  async tenantHistory(scope: Scope, slug: string, input: z.infer<typeof historyInput>): Promise<Page<ScorePointView>> {
    const { id } = await this.tenants.row(scope, slug);
    const clusterId = input.cluster === undefined ? ALL : (await this.clusters.row(scope, input.cluster)).id;
    return this.history({ clusterId, tenantId: id }, input);
  }

  /** History of a cluster, newest first. @throws Problem `NOT_FOUND` */
  async clusterHistory(
    scope: Scope,
    cluster: string,
    input: z.infer<typeof historyInput>,
  ): Promise<Page<ScorePointView>> {
    scope.require('fleet:read');
    const { id } = await this.clusters.row(scope, cluster);
    return this.history({ clusterId: id, tenantId: ALL }, input);
  }

  /** History of the fleet, newest first. */
  fleetHistory(input: z.infer<typeof historyInput>): Promise<Page<ScorePointView>> {
    return this.history({ clusterId: ALL, tenantId: ALL }, input);
  }

  /** The newest points of several tenants over all clusters, newest first; empty where a tenant is not visible. */
  async lastPoints(scope: Scope, slugs: readonly string[], last: number): Promise<ScorePointView[][]> {
    const tenants = await this.tenantRows.findBySlugs(scope.rows, slugs);
    if (tenants.length === 0) return slugs.map(() => []);
    const rows = await this.scores.lastPoints(
      tenants.map(({ id }) => ({ clusterId: ALL, tenantId: id })),
      last,
    );
    const ids = new Map(tenants.map(({ id, slug }) => [slug, id]));
    return slugs.map((slug) => rows.filter(({ tenantId }) => tenantId === ids.get(slug)).map(pointViewOf));
  }

  /** All clusters together. */
  async fleet(scope: Scope): Promise<FleetView> {
    const [row, clusters, tenants, excluded, open] = await Promise.all([
      this.scores.current({ clusterId: ALL, tenantId: ALL }),
      this.clusterRows.count(scope.rows),
      this.tenantRows.count(scope.rows),
      this.clusterRows.unassessed(scope.rows, EXCLUDED + 1),
      this.findings.count(scope.rows, { states: [0] }),
    ]);
    const [score = null] = row === null ? [] : await this.views(scope, [row]);
    const unassessed =
      excluded.length > EXCLUDED ? await this.clusterRows.countUnassessed(scope.rows) : excluded.length;
    return {
      score,
      clusters,
      assessed: clusters - unassessed,
      excluded: excluded.slice(0, EXCLUDED).map(({ uid, name }) => ({ id: uid, name })),
      tenants,
      findingsOpen: open.total,
    };
  }

  private async history(
    of: ScoreOf,
    { first, after, from, to }: z.infer<typeof historyInput>,
  ): Promise<Page<ScorePointView>> {
    const before = decodeCursor(after, z.tuple([z.iso.datetime()]))?.[0] ?? to;
    const rows = await this.scores.history(of, {
      from: from === undefined ? undefined : new Date(from),
      to: before === undefined ? undefined : new Date(before),
      take: first + 1,
    });
    return pageOf(rows, first, ({ at }) => encodeCursor([at.toISOString()]), pointViewOf);
  }

  private async views(scope: Scope, rows: readonly Row[]): Promise<ScoreView[]> {
    const [clusters, names, mask] = await Promise.all([
      this.clusterRows.refs(rows.map(({ clusterId }) => clusterId)),
      this.tenantRows.names(),
      this.neighbours.maskFor(scope),
    ]);
    const slugs = new Map(names.map(({ id, slug }) => [id, slug]));
    const views = rows.map((row) => {
      const cluster = clusters.get(row.clusterId);
      return scoreViewOf(row, {
        tenant: slugs.get(row.tenantId) ?? null,
        cluster: cluster === undefined ? null : { id: cluster.id, name: cluster.name },
        stale: cluster !== undefined && isStale(cluster, this.clock.now()),
        mask,
      });
    });
    return views.sort((a, b) => byName(a.cluster?.name, b.cluster?.name) || byName(a.tenant, b.tenant));
  }
}

/** What covers everything has no name and comes first. */
function byName(a: string | null | undefined, b: string | null | undefined): number {
  const [left, right] = [a ?? '', b ?? ''];
  return left < right ? -1 : left > right ? 1 : 0;
}
