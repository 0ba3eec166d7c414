import { Body, Controller, Delete, Get, Param, Post, Query, StreamableFile } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { Readable } from 'node:stream';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  createExportInput,
  createScheduleInput,
  exportListInput,
  exportView,
  scheduleView,
  type ExportView,
  type ScheduleView,
} from '#src/services/exports/export.view.js';
import { ExportsService } from '#src/services/exports/exports.service.js';
import { SchedulesService } from '#src/services/exports/schedules.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id of an export' };
const SCHEDULE = { id: 'Id of an export schedule' };
type ListInput = z.infer<typeof exportListInput>;

@ApiTags('exports')
@Controller()
export class ExportsController {
  constructor(
    private readonly exports: ExportsService,
    private readonly schedules: SchedulesService,
  ) {}

  @Get('exports')
  @Allow('export:read')
  @Operation({ summary: 'List exports, newest first', lists: exportView, query: exportListInput })
  async list(@Query(new QueryPipe(exportListInput)) input: ListInput): Promise<List<ExportView>> {
    return listOf(await this.exports.list(input));
  }

  @Post('exports')
  @Allow('export:create')
  @Operation({
    summary: 'Ask for an export',
    description: 'Read it until it is DONE, then fetch `/exports/{id}/content`.',
    body: createExportInput,
    answers: exportView,
    status: 202,
    problems: ['NOT_FOUND'],
    example: { format: 'csv', subject: 'findings', filter: { severities: ['high', 'critical'] } },
  })
  request(
    @Caller() scope: Scope,
    @Body(new InputPipe(createExportInput)) input: z.infer<typeof createExportInput>,
  ): Promise<ExportView> {
    return this.exports.request(scope, input);
  }

  @Get('exports/:id')
  @Allow('export:read')
  @Operation({ summary: 'Read an export', params: ID, answers: exportView, problems: ['NOT_FOUND'] })
  read(@Param('id') id: string): Promise<ExportView> {
    return this.exports.read(id);
  }

  @Get('exports/:id/content')
  @Allow('export:read')
  @Operation({
    summary: 'Download an export',
    params: ID,
    produces: ['application/x-ndjson', 'text/csv'],
    problems: ['NOT_FOUND', 'CONFLICT'],
  })
  async content(@Caller() scope: Scope, @Param('id') id: string): Promise<StreamableFile> {
    const { chunks, contentType, fileName, bytes } = await this.exports.content(scope, id);
    return new StreamableFile(Readable.from(chunks, { objectMode: false }), {
      type: contentType,
      disposition: `attachment; filename="${fileName}"`,
      length: bytes,
    });
  }

  @Get('export-schedules')
  @Allow('export-schedule:read')
  @Operation({ summary: 'List periodic exports by name', lists: scheduleView, query: exportListInput })
  async listSchedules(@Query(new QueryPipe(exportListInput)) input: ListInput): Promise<List<ScheduleView>> {
    return listOf(await this.schedules.list(input));
  }

  @Post('export-schedules')
  @Allow('export-schedule:write')
  @Operation({
    summary: 'Add a periodic export',
    body: createScheduleInput,
    answers: scheduleView,
    status: 201,
    problems: ['CONFLICT', 'NOT_FOUND'],
    example: {
      name: 'weekly findings',
      format: 'csv',
      subject: 'findings',
      cron: '0 6 * * 1',
      timezone: 'Europe/Berlin',
    },
  })
  createSchedule(
    @Caller() scope: Scope,
    @Body(new InputPipe(createScheduleInput)) input: z.infer<typeof createScheduleInput>,
  ): Promise<ScheduleView> {
    return this.schedules.create(scope, input);
  }

  @Get('export-schedules/:id')
  @Allow('export-schedule:read')
  @Operation({ summary: 'Read a periodic export', params: SCHEDULE, answers: scheduleView, problems: ['NOT_FOUND'] })
  readSchedule(@Param('id') id: string): Promise<ScheduleView> {
    return this.schedules.read(id);
  }

  @Delete('export-schedules/:id')
  @Allow('export-schedule:write')
  @Operation({ summary: 'Remove a periodic export', params: SCHEDULE, status: 204, problems: ['NOT_FOUND'] })
  deleteSchedule(@Caller() scope: Scope, @Param('id') id: string): Promise<void> {
    return this.schedules.delete(scope, id);
  }
}
