import { Injectable } from '@nestjs/common';
import type { Export, ExportSchedule, Prisma } from './generated/client.js';
import type { Scope } from './scope.js';
import { Store } from './store.js';

export type ExportFormat = 'ndjson' | 'csv';
export type ExportSubject = 'findings' | 'scores';

/** Narrows an export; parts left out narrow nothing. */
export interface ExportFilter {
  readonly clusters?: readonly string[];
  readonly tenants?: readonly string[];
  readonly severities?: readonly ('info' | 'low' | 'medium' | 'high' | 'critical')[];
  readonly states?: readonly ('open' | 'resolved' | 'accepted' | 'unknown')[];
  /** CSV only: false leaves out the guard against spreadsheet formulas. Default true. */
  readonly excelSafe?: boolean;
}

/** An export to make. */
export interface NewExport {
  readonly format: ExportFormat;
  readonly subject: ExportSubject;
  readonly filter: ExportFilter;
  /** What the requester may see, fixed when the export was asked for. */
  readonly scope: Scope;
  readonly createdBy: string;
}

/** A periodic export to set up. */
export interface NewExportSchedule extends Omit<NewExport, 'scope'> {
  readonly name: string;
  readonly cron: string;
  readonly timezone: string;
  readonly nextDueAt: Date;
}

/** What a finished export consists of. */
export interface ExportResult {
  readonly rows: number;
  readonly bytes: number;
  /** Hex digest of all bytes. */
  readonly sha256: string;
}

/** Exports, their bytes and their schedules. */
@Injectable()
export class ExportsRepository {
  constructor(private readonly store: Store) {}

  /** Queues an export. */
  request({ filter, scope, ...row }: NewExport): Promise<Export> {
    return this.store.prisma.export.create({ data: { ...row, filter: json(filter), scope: json(scope) } });
  }

  /** One export, or null. */
  find(id: string): Promise<Export | null> {
    return this.store.prisma.export.findUnique({ where: { id } });
  }

  /** Exports, newest first; ids are time-ordered. */
  list(first: number, after?: string): Promise<Export[]> {
    const where = after === undefined ? {} : { id: { lt: after } };
    return this.store.prisma.export.findMany({ where, orderBy: { id: 'desc' }, take: first });
  }

  /** The bytes of a finished export, in order. */
  async *content(id: string): AsyncGenerator<Uint8Array> {
    for (let index = 0; ; index++) {
      const chunk = await this.store.prisma.exportChunk.findUnique({
        where: { exportId_index: { exportId: id, index } },
      });
      if (chunk === null) return;
      yield chunk.body;
    }
  }

  /** Exports that are not finished, oldest first: queued ones, and running ones whose worker may have vanished. */
  async unfinished(limit: number): Promise<string[]> {
    const where = { state: { in: ['QUEUED', 'RUNNING'] } };
    const rows = await this.store.prisma.export.findMany({
      where,
      orderBy: { id: 'asc' },
      take: limit,
      select: { id: true },
    });
    return rows.map(({ id }) => id);
  }

  /** Starts an unfinished export from its beginning; null when it is finished or unknown. */
  async start(id: string): Promise<Export | null> {
    return this.store.transaction(async (tx) => {
      const where = { id, state: { in: ['QUEUED', 'RUNNING'] } };
      const { count } = await tx.export.updateMany({ where, data: { state: 'RUNNING' } });
      if (count === 0) return null;
      await tx.exportChunk.deleteMany({ where: { exportId: id } });
      return tx.export.findUnique({ where: { id } });
    });
  }

  /** Stores the next piece of a running export. */
  async append(id: string, index: number, body: Uint8Array<ArrayBuffer>): Promise<void> {
    await this.store.prisma.exportChunk.create({ data: { exportId: id, index, body } });
  }

  /** Makes a running export visible. */
  async finish(id: string, { rows, bytes, sha256 }: ExportResult): Promise<void> {
    const data = { state: 'DONE', rows, bytes, sha256, endedAt: new Date() };
    await this.store.prisma.export.updateMany({ where: { id, state: 'RUNNING' }, data });
  }

  /** Gives an export up, with the reason; its bytes are removed. */
  async fail(id: string, error: { readonly code: string; readonly message: string }): Promise<void> {
    await this.store.transaction(async (tx) => {
      const where = { id, state: { in: ['QUEUED', 'RUNNING'] } };
      await tx.export.updateMany({ where, data: { state: 'FAILED', error, endedAt: new Date() } });
      await tx.exportChunk.deleteMany({ where: { exportId: id } });
    });
  }

  /** @throws the store's unique violation when the name is taken */
  createSchedule({ filter, ...row }: NewExportSchedule): Promise<ExportSchedule> {
    return this.store.prisma.exportSchedule.create({ data: { ...row, filter: json(filter) } });
  }

  /** One schedule, or null. */
  findSchedule(id: string): Promise<ExportSchedule | null> {
    return this.store.prisma.exportSchedule.findUnique({ where: { id } });
  }

  /** Schedules by name. */
  listSchedules(first: number, afterName?: string): Promise<ExportSchedule[]> {
    const where = afterName === undefined ? {} : { name: { gt: afterName } };
    return this.store.prisma.exportSchedule.findMany({ where, orderBy: { name: 'asc' }, take: first });
  }

  /** Removes a schedule; what it exported stays. False when it is unknown. */
  async removeSchedule(id: string): Promise<boolean> {
    const { count } = await this.store.prisma.exportSchedule.deleteMany({ where: { id } });
    return count === 1;
  }

  /** Active schedules whose time has come, by the database's clock. */
  async dueSchedules(limit: number): Promise<ExportSchedule[]> {
    const now = await this.store.now();
    const where = { active: true, nextDueAt: { lte: now } };
    return this.store.prisma.exportSchedule.findMany({ where, orderBy: { nextDueAt: 'asc' }, take: limit });
  }

  /**
   * Queues the run of a schedule for its period and sets the next due time, together. A period runs once, however many
   * workers see it due.
   */
  async runSchedule(schedule: ExportSchedule, scope: Scope, nextDueAt: Date | null): Promise<void> {
    const { id, format, subject, filter, createdBy, nextDueAt: period } = schedule;
    if (period === null) return;
    await this.store.transaction(async (tx) => {
      const where = { id, nextDueAt: period, active: true };
      const { count } = await tx.exportSchedule.updateMany({ where, data: { nextDueAt } });
      if (count === 0) return;
      const data = { scheduleId: id, period, format, subject, filter: json(filter), scope: json(scope), createdBy };
      await tx.export.createMany({ data, skipDuplicates: true });
    });
  }

  /** Switches a schedule off, e.g. because its cron expression is not readable any more. */
  async stopSchedule(id: string): Promise<void> {
    await this.store.prisma.exportSchedule.updateMany({ where: { id }, data: { active: false, nextDueAt: null } });
  }

  /** Removes exports that ended before `before`, with their bytes. Returns how many. */
  async removeOlderThan(before: Date): Promise<number> {
    const { count } = await this.store.prisma.export.deleteMany({ where: { endedAt: { lt: before } } });
    return count;
  }
}

function json(value: unknown): Prisma.InputJsonValue {
  return value as Prisma.InputJsonValue;
}
