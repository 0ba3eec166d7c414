import { Args, ID, Mutation, Query, Resolver } from '@nestjs/graphql';
import type { Scope } from '#src/services/auth/scope.js';
import {
  createExportInput,
  createScheduleInput,
  type ExportView,
  type ScheduleView,
} from '#src/services/exports/export.view.js';
import { ExportsService } from '#src/services/exports/exports.service.js';
import { SchedulesService } from '#src/services/exports/schedules.service.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType } from '../schema/from-schema.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { payload, payloadType, type Payload } from '../schema/payload.js';
import { ExportConnection, ExportScheduleConnection, ExportScheduleType, ExportType } from '../types.js';

type ExportNode = NodeOf<ExportView>;
type ScheduleNode = NodeOf<ScheduleView>;

const CreateExport = inputType(createExportInput);
const CreateSchedule = inputType(createScheduleInput);
const CreateExportPayload = payloadType('CreateExportPayload', 'export', () => ExportType);
const CreateSchedulePayload = payloadType('CreateExportSchedulePayload', 'exportSchedule', () => ExportScheduleType);
const DeleteSchedulePayload = payloadType('DeleteExportSchedulePayload', 'deletedId', () => String);

const id = () => Args('id', { type: () => ID });
const page = () => Args({ type: () => PageArgs }, new ListArgsPipe(pageInput));

@Resolver(() => ExportType)
export class ExportResolver {
  constructor(
    private readonly exports: ExportsService,
    private readonly schedules: SchedulesService,
  ) {}

  @Query(() => ExportType, {
    name: 'export',
    description: 'One export; its content is at `/api/v1/exports/{id}/content`.',
  })
  @Allow('export:read')
  async readExport(@id() wanted: string): Promise<ExportNode> {
    return asNode('Export', await this.exports.read(localIdOf('Export', wanted)));
  }

  @Query(() => ExportConnection, { name: 'exports', description: 'Exports, newest first.' })
  @Allow('export:read')
  async listExports(@page() request: PageRequest): Promise<Connection<ExportNode>> {
    return connectionOf(await this.exports.list(request), request.after, (view) => asNode('Export', view));
  }

  @Query(() => ExportScheduleType, { description: 'One periodic export.' })
  @Allow('export-schedule:read')
  async exportSchedule(@id() wanted: string): Promise<ScheduleNode> {
    return asNode('ExportSchedule', await this.schedules.read(localIdOf('ExportSchedule', wanted)));
  }

  @Query(() => ExportScheduleConnection, { name: 'exportSchedules', description: 'Periodic exports by name.' })
  @Allow('export-schedule:read')
  async listSchedules(@page() request: PageRequest): Promise<Connection<ScheduleNode>> {
    return connectionOf(await this.schedules.list(request), request.after, (view) => asNode('ExportSchedule', view));
  }

  @Mutation(() => CreateExportPayload, { description: 'Asks for an export.' })
  @Allow('export:create')
  createExport(
    @Caller() scope: Scope,
    @Args('input', { type: () => CreateExport }) input: unknown,
  ): Promise<Payload<'export', ExportNode>> {
    return payload('export', async () =>
      asNode('Export', await this.exports.request(scope, parseInput(createExportInput, input))),
    );
  }

  @Mutation(() => CreateSchedulePayload, { description: 'Adds a periodic export.' })
  @Allow('export-schedule:write')
  createExportSchedule(
    @Caller() scope: Scope,
    @Args('input', { type: () => CreateSchedule }) input: unknown,
  ): Promise<Payload<'exportSchedule', ScheduleNode>> {
    return payload('exportSchedule', async () =>
      asNode('ExportSchedule', await this.schedules.create(scope, parseInput(createScheduleInput, input))),
    );
  }

  @Mutation(() => DeleteSchedulePayload, { description: 'Removes a periodic export; what it made stays.' })
  @Allow('export-schedule:write')
  deleteExportSchedule(@Caller() scope: Scope, @id() wanted: string): Promise<Payload<'deletedId', string>> {
    return payload('deletedId', async () => {
      await this.schedules.delete(scope, localIdOf('ExportSchedule', wanted));
      return wanted;
    });
  }
}
