import { Inject, Injectable } from '@nestjs/common';
import { Cron } from 'croner';
import { z } from 'zod';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { CLOCK } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { withUniqueName } from '../store/name-taken.js';
import { ExportsService } from './exports.service.js';
import { scheduleView, type createScheduleInput, type ScheduleView } from './export.view.js';

type Row = NonNullable<Awaited<ReturnType<ExportsRepository['findSchedule']>>>;

/** Exports that repeat. */
@Injectable()
export class SchedulesService {
  constructor(
    private readonly repository: ExportsRepository,
    private readonly exports: ExportsService,
    private readonly audit: AuditRepository,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** By name. */
  async list({ first, after }: PageRequest): Promise<Page<ScheduleView>> {
    const rows = await this.repository.listSchedules(first + 1, decodeCursor(after, z.tuple([z.string()]))?.[0]);
    return pageOf(rows, first, ({ name }) => encodeCursor([name]), viewOf);
  }

  /** @throws Problem `NOT_FOUND` */
  async read(id: string): Promise<ScheduleView> {
    const row = z.uuid().safeParse(id).success ? await this.repository.findSchedule(id) : null;
    if (row === null) throw new Problem('NOT_FOUND', 'There is no such export schedule');
    return viewOf(row);
  }

  /** @throws Problem `CONFLICT` when the name is taken, `INPUT.INVALID` when the pattern never comes true */
  async create(scope: Scope, input: z.infer<typeof createScheduleInput>): Promise<ScheduleView> {
    const { name, format, subject, cron, timezone } = input;
    const nextDueAt = new Cron(cron, { mode: '5-part', paused: true, timezone }).nextRun(this.clock.now());
    if (nextDueAt === null) throw Problem.field('cron', `"${cron}" never comes true: choose another pattern`);
    const filter = await this.exports.filterOf(scope, input.filter);
    const createdBy = scope.principal.id;
    const row = await withUniqueName('export schedule', 'name', name, () =>
      this.repository.createSchedule({ name, format, subject, cron, timezone, filter, createdBy, nextDueAt }),
    );
    await this.note(scope, 'export-schedule.create', row.id, { name, cron, timezone });
    return viewOf(row);
  }

  /** Removes the schedule; exports it made stay. @throws Problem `NOT_FOUND` */
  async delete(scope: Scope, id: string): Promise<void> {
    const { name } = await this.read(id);
    await this.repository.removeSchedule(id);
    await this.note(scope, 'export-schedule.delete', id, { name });
  }

  private note(scope: Scope, action: string, id: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record({ principal: scope.principal.id, action, subject: `export-schedule ${id}`, facts });
  }
}

function viewOf(row: Row): ScheduleView {
  const { format, subject } = scheduleView.shape;
  return {
    id: row.id,
    name: row.name,
    format: format.parse(row.format),
    subject: subject.parse(row.subject),
    filter: row.filter,
    cron: row.cron,
    timezone: row.timezone,
    active: row.active,
    nextDueAt: row.nextDueAt?.toISOString() ?? null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
  };
}
