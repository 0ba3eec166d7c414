import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { ExportsRepository, type ExportFilter } from '#src/adapters/store/exports.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { failureView } from '../clusters/cluster.view.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { TenantsService } from '../tenants/tenants.service.js';
import { exportView, type createExportInput, type ExportFilterInput, type ExportView } from './export.view.js';

type Row = NonNullable<Awaited<ReturnType<ExportsRepository['find']>>>;

/** A finished export, ready to be sent. */
export interface ExportContent {
  readonly fileName: string;
  readonly contentType: string;
  readonly bytes: number;
  readonly sha256: string;
  readonly chunks: AsyncIterable<Uint8Array>;
}

const CONTENT_TYPES = {
  ndjson: 'application/x-ndjson; charset=utf-8',
  csv: 'text/csv; charset=utf-8; header=present',
} as const;

/** Files of findings and scores. */
@Injectable()
export class ExportsService {
  constructor(
    private readonly exports: ExportsRepository,
    private readonly clusters: ClustersService,
    private readonly tenants: TenantsService,
    private readonly audit: AuditRepository,
  ) {}

  /** Newest first. */
  async list({ first, after }: PageRequest): Promise<Page<ExportView>> {
    const before = decodeCursor(after, z.tuple([z.uuid()]))?.[0];
    const rows = await this.exports.list(first + 1, before);
    return pageOf(rows, first, ({ id }) => encodeCursor([id]), viewOf);
  }

  /** @throws Problem `NOT_FOUND` */
  async read(id: string): Promise<ExportView> {
    return viewOf(await this.row(id));
  }

  /** Asks for an export; what the caller may see is fixed now. @throws Problem `NOT_FOUND` for an unknown tenant or cluster */
  async request(scope: Scope, { format, subject, filter }: z.infer<typeof createExportInput>): Promise<ExportView> {
    const row = await this.exports.request({
      format,
      subject,
      filter: await this.filterOf(scope, filter),
      scope: scope.rows,
      createdBy: scope.principal.id,
    });
    await this.note(scope, 'export.request', row.id, { format, subject, filter });
    return viewOf(row);
  }

  /** The bytes of a finished export; reading them is audited. @throws Problem `NOT_FOUND`, `CONFLICT` while it is not done */
  async content(scope: Scope, id: string): Promise<ExportContent> {
    const row = await this.row(id);
    if (row.state !== 'DONE')
      throw new Problem('CONFLICT', `This export is ${row.state}: its content can be read when it is DONE`);
    await this.note(scope, 'export.read', id, { rows: row.rows });
    const format = exportView.shape.format.parse(row.format);
    return {
      fileName: `fenceline-${row.subject}-${row.createdAt.toISOString().slice(0, 10)}.${format}`,
      contentType: CONTENT_TYPES[format],
      bytes: row.bytes ?? 0,
      sha256: row.sha256 ?? '',
      chunks: this.exports.content(id),
    };
  }

  /** Checks a filter and replaces cluster names by their ids. @throws Problem `NOT_FOUND` */
  async filterOf(
    scope: Scope,
    { tenants, clusters, severities, states, excelSafe }: ExportFilterInput,
  ): Promise<ExportFilter> {
    for (const slug of tenants ?? []) await this.tenants.row(scope, slug);
    const ids: string[] = [];
    for (const cluster of clusters ?? []) ids.push((await this.clusters.row(scope, cluster)).uid);
    return {
      ...(tenants === undefined ? {} : { tenants }),
      ...(clusters === undefined ? {} : { clusters: ids }),
      ...(severities === undefined ? {} : { severities }),
      ...(states === undefined ? {} : { states }),
      ...(excelSafe === undefined ? {} : { excelSafe }),
    };
  }

  private async row(id: string): Promise<Row> {
    const row = z.uuid().safeParse(id).success ? await this.exports.find(id) : null;
    if (row === null) throw new Problem('NOT_FOUND', 'There is no such export');
    return row;
  }

  private note(scope: Scope, action: string, id: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record({ principal: scope.principal.id, action, subject: `export ${id}`, facts });
  }
}

function viewOf(row: Row): ExportView {
  const { format, subject, state } = exportView.shape;
  return {
    id: row.id,
    scheduleId: row.scheduleId,
    period: row.period?.toISOString() ?? null,
    format: format.parse(row.format),
    subject: subject.parse(row.subject),
    filter: row.filter,
    state: state.parse(row.state),
    rows: row.rows,
    bytes: row.bytes,
    sha256: row.sha256,
    error: failureView.safeParse(row.error).data ?? null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
  };
}
