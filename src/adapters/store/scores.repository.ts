import { Injectable } from '@nestjs/common';
import { Prisma } from './generated/client.js';
import type { ScoreCurrentModel, ScorePointModel } from './generated/models.js';
import { idsIn, type Scope } from './scope.js';
import { Store } from './store.js';

/** What a score is about; 0 stands for all: (c,t) a tenant in a cluster, (c,0) a cluster, (0,t) a tenant, (0,0) the fleet. */
export interface ScoreOf {
  readonly clusterId: number;
  readonly tenantId: number;
}

/** A stretch of history. */
export interface HistoryQuery {
  readonly from?: Date | undefined;
  /** Exclusive. */
  readonly to?: Date | undefined;
  readonly take: number;
}

/** Current scores and their history; values are stored once and never computed again. */
@Injectable()
export class ScoresRepository {
  constructor(private readonly store: Store) {}

  current({ clusterId, tenantId }: ScoreOf): Promise<ScoreCurrentModel | null> {
    return this.store.prisma.scoreCurrent.findUnique({ where: { clusterId_tenantId: { clusterId, tenantId } } });
  }

  /** A tenant's score in every cluster it is in, by cluster row id. */
  ofTenants(tenantIds: readonly number[]): Promise<ScoreCurrentModel[]> {
    return this.store.prisma.scoreCurrent.findMany({
      where: { tenantId: { in: [...tenantIds] } },
      orderBy: [{ tenantId: 'asc' }, { clusterId: 'asc' }],
    });
  }

  /** Scores of the visible tenants of some clusters (and, with `whole`, of the clusters themselves). */
  ofClusters(scope: Scope, clusterIds: readonly number[], whole: boolean): Promise<ScoreCurrentModel[]> {
    const ids = idsIn(scope.tenants);
    const tenants = { tenantId: ids === undefined ? { gt: 0 } : { ...ids, gt: 0 } };
    return this.store.prisma.scoreCurrent.findMany({
      where: { clusterId: { in: [...clusterIds] }, ...(whole && ids === undefined ? {} : tenants) },
      orderBy: [{ clusterId: 'asc' }, { tenantId: 'asc' }],
    });
  }

  /** Newest first. `to` is exclusive, so the time of the last point continues the list. */
  history({ clusterId, tenantId }: ScoreOf, { from, to, take }: HistoryQuery): Promise<ScorePointModel[]> {
    return this.store.prisma.scorePoint.findMany({
      where: {
        clusterId,
        tenantId,
        at: { ...(from === undefined ? {} : { gte: from }), ...(to === undefined ? {} : { lt: to }) },
      },
      orderBy: { at: 'desc' },
      take,
    });
  }

  /** The newest points of several scopes at once, newest first within each. */
  lastPoints(scopes: readonly ScoreOf[], take: number): Promise<ScorePointModel[]> {
    const pairs = Prisma.join(
      scopes.map(({ clusterId, tenantId }) => Prisma.sql`(${clusterId}::int, ${tenantId}::int)`),
    );
    return this.store.prisma.$queryRaw<ScorePointModel[]>`
      SELECT p.cluster_id AS "clusterId", p.tenant_id AS "tenantId", p.at, p.seq, p.lower, p.upper, p.grade, p.coverage,
        p.confidence, p.model, p.findings_open AS "findingsOpen", p.findings_crit AS "findingsCrit"
      FROM (VALUES ${pairs}) AS wanted(c, t)
      CROSS JOIN LATERAL (
        SELECT * FROM score_point s WHERE s.cluster_id = wanted.c AND s.tenant_id = wanted.t ORDER BY s.at DESC LIMIT ${take}
      ) p`;
  }
}
