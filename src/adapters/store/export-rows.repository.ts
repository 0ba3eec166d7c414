import { Injectable } from '@nestjs/common';
import type { PoolClient } from 'pg';
import type { ExportFilter } from './exports.repository.js';
import type { Scope } from './scope.js';
import { Store } from './store.js';

/** A finding as exports read it. */
export interface FindingExportRow {
  readonly id: string;
  readonly clusterRow: number;
  readonly fingerprint: string;
  readonly clusterId: string | null;
  readonly cluster: string | null;
  readonly control: string;
  /** 0 info … 4 critical. */
  readonly severity: number;
  /** 0 open, 1 resolved, 2 accepted, 3 unknown. */
  readonly status: number;
  /** Visible tenants, sorted. */
  readonly tenants: readonly string[];
  /** False when it concerns tenants the export may not name as well. */
  readonly whole: boolean;
  readonly namespace: string | null;
  readonly subject: string;
  readonly title: string;
  readonly because: string;
  readonly fix: string;
  readonly firstSeenAt: Date;
  readonly lastSeenAt: Date | null;
  readonly resolvedAt: Date | null;
  readonly reopenCount: number;
}

/** A current score as exports read it; an absent cluster or tenant stands for all of them. */
export interface ScoreExportRow {
  readonly clusterRow: number;
  readonly tenantRow: number;
  readonly clusterId: string | null;
  readonly cluster: string | null;
  readonly tenant: string | null;
  readonly tier: number | null;
  readonly lower: number;
  readonly upper: number;
  readonly grade: string;
  readonly coverage: number;
  readonly confidence: string;
  readonly model: string;
  readonly findingsOpen: number;
  readonly findingsCritical: number;
  readonly seq: number;
  readonly at: Date;
}

/** The snapshot an export says something about. */
export interface ExportedSnapshot {
  readonly clusterId: string;
  readonly cluster: string;
  readonly snapshotId: string;
  readonly seq: number;
  readonly observedAt: Date;
  readonly settled: boolean;
  /** Kinds that were not read completely. */
  readonly gaps: readonly string[];
}

const PAGE = 1000;
const SEVERITIES = ['info', 'low', 'medium', 'high', 'critical'];
const STATES = ['open', 'resolved', 'accepted', 'unknown'];
/** $1 clusters in scope, $2 tenants in scope, $3 cluster uids and $4 tenant slugs asked for; null = all. */
const VISIBLE_CLUSTER = `c.deleted_at IS NULL AND ($1::int[] IS NULL OR c.id = ANY($1)) AND ($3::uuid[] IS NULL OR c.uid = ANY($3))`;

/** Reads the rows of one export at one moment. */
export class ExportReader {
  readonly #bounds: readonly unknown[];

  constructor(
    private readonly client: PoolClient,
    scope: Scope,
    private readonly filter: ExportFilter,
  ) {
    const listed = (ids: Scope['tenants']) => (ids === 'all' ? null : ids);
    this.#bounds = [listed(scope.clusters), listed(scope.tenants), filter.clusters ?? null, filter.tenants ?? null];
  }

  /** The newest judged snapshot of each cluster in it, by name. */
  async snapshots(): Promise<ExportedSnapshot[]> {
    const { rows } = await this.client.query<ExportedSnapshot>(
      `SELECT c.uid AS "clusterId", c.name AS cluster, s.uid AS "snapshotId", s.seq, s.observed_at AS "observedAt", s.settled,
              ARRAY(SELECT k ->> 'kind' FROM jsonb_array_elements(s.coverage) AS k
                    WHERE k ->> 'state' NOT IN ('COMPLETE', 'NOT_INSTALLED') ORDER BY 1) AS gaps
       FROM cluster c JOIN snapshot s ON s.cluster_id = c.id AND s.seq = c.assessed_seq
       WHERE ${VISIBLE_CLUSTER} AND $2::int[] IS NOT DISTINCT FROM $2 AND $4::text[] IS NOT DISTINCT FROM $4
       ORDER BY c.name`,
      [...this.#bounds],
    );
    return rows;
  }

  /** Findings page by page, by cluster and fingerprint. */
  async *findings(): AsyncGenerator<readonly FindingExportRow[]> {
    const severities = this.filter.severities?.map((name) => SEVERITIES.indexOf(name)) ?? null;
    const states = this.filter.states?.map((name) => STATES.indexOf(name)) ?? null;
    let after: readonly [number, string] = [-1, ''];
    for (;;) {
      const { rows } = await this.client.query<FindingExportRow>(
        `SELECT f.id, f.cluster_id AS "clusterRow", f.fingerprint, c.uid AS "clusterId", c.name AS cluster, f.control, f.severity,
                f.status, f.namespace, f.subject, f.title, f.because, f.fix, f.first_seen_at AS "firstSeenAt",
                coalesce(f.closed_seen_at, c.head_observed_at) AS "lastSeenAt", f.resolved_at AS "resolvedAt",
                f.reopen_count AS "reopenCount", $2::int[] IS NULL OR f.tenant_ids <@ $2 AS whole,
                ARRAY(SELECT t.slug FROM tenant t WHERE t.id = ANY(f.tenant_ids) AND ($2::int[] IS NULL OR t.id = ANY($2)) ORDER BY 1) AS tenants
         FROM finding f JOIN cluster c ON c.id = f.cluster_id
         WHERE (f.cluster_id, f.fingerprint) > ($5, $6) AND ${VISIBLE_CLUSTER}
           AND ($2::int[] IS NULL OR f.tenant_ids && $2)
           AND ($4::text[] IS NULL OR f.tenant_ids && ARRAY(SELECT t.id FROM tenant t WHERE t.slug = ANY($4)))
           AND ($7::int[] IS NULL OR f.severity = ANY($7)) AND ($8::int[] IS NULL OR f.status = ANY($8))
         ORDER BY f.cluster_id, f.fingerprint LIMIT ${PAGE}`,
        [...this.#bounds, ...after, severities, states],
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [last.clusterRow, last.fingerprint];
    }
  }

  /** Current scores page by page, by cluster and tenant. Scores of whole clusters are for those who see every tenant. */
  async *scores(): AsyncGenerator<readonly ScoreExportRow[]> {
    let after: readonly [number, number] = [-1, -1];
    for (;;) {
      const { rows } = await this.client.query<ScoreExportRow>(
        `SELECT s.cluster_id AS "clusterRow", s.tenant_id AS "tenantRow", c.uid AS "clusterId", c.name AS cluster, t.slug AS tenant,
                s.tier, s.lower, s.upper, s.grade, s.coverage, s.confidence, s.model, s.findings_open AS "findingsOpen",
                s.findings_crit AS "findingsCritical", s.seq, s.at
         FROM score_current s
         LEFT JOIN cluster c ON c.id = s.cluster_id
         LEFT JOIN tenant t ON t.id = s.tenant_id
         WHERE (s.cluster_id, s.tenant_id) > ($5, $6)
           AND (s.tenant_id = 0 OR t.id IS NOT NULL)
           AND CASE WHEN s.cluster_id = 0 THEN $3::uuid[] IS NULL ELSE ${VISIBLE_CLUSTER} END
           AND ($2::int[] IS NULL OR s.tenant_id = ANY($2))
           AND ($4::text[] IS NULL OR t.slug = ANY($4))
         ORDER BY s.cluster_id, s.tenant_id LIMIT ${PAGE}`,
        [...this.#bounds, ...after],
      );
      if (rows.length > 0) yield rows;
      const last = rows.at(-1);
      if (last === undefined || rows.length < PAGE) return;
      after = [last.clusterRow, last.tenantRow];
    }
  }
}

/** Opens exports for reading. */
@Injectable()
export class ExportRowsRepository {
  constructor(private readonly store: Store) {}

  /**
   * Runs `work` while nobody else writes this export, with the database held at one moment for every reader it opens.
   * @returns undefined, without running it, when another process is writing this export.
   */
  exclusively<T>(exportId: string, work: (open: ExportOpener) => Promise<T>): Promise<T | undefined> {
    return this.store.sqlRead(async (client) => {
      const lock = 'SELECT pg_try_advisory_xact_lock(hashtextextended($1, 0)) AS held';
      const { rows } = await client.query<{ held: boolean }>(lock, [`export ${exportId}`]);
      if (rows[0]?.held !== true) return undefined;
      return work((scope, filter) => new ExportReader(client, scope, filter));
    });
  }
}

/** Opens the rows a scope may see and a filter asks for. */
export type ExportOpener = (scope: Scope, filter: ExportFilter) => ExportReader;
