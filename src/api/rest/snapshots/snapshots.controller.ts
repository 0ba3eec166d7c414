import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { SnapshotDiffService } from '#src/services/snapshots/snapshot-diff.service.js';
import {
  diffInput,
  snapshotDiffView,
  snapshotListInput,
  snapshotView,
  type SnapshotDiffView,
  type SnapshotView,
} from '#src/services/snapshots/snapshot.view.js';
import { SnapshotsService } from '#src/services/snapshots/snapshots.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

@ApiTags('snapshots')
@Controller()
export class SnapshotsController {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly diffs: SnapshotDiffService,
  ) {}

  @Get('clusters/:id/snapshots')
  @Allow('snapshot:read')
  @Operation({
    summary: 'List snapshots of a cluster, newest first',
    params: { id: 'Id or name of a cluster' },
    lists: snapshotView,
    query: snapshotListInput,
    problems: ['NOT_FOUND'],
  })
  async list(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(snapshotListInput)) input: z.infer<typeof snapshotListInput>,
  ): Promise<List<SnapshotView>> {
    return listOf(await this.snapshots.list(scope, id, input));
  }

  @Get('snapshots/:id')
  @Allow('snapshot:read')
  @Operation({
    summary: 'Read a snapshot',
    params: { id: 'Id of a snapshot' },
    answers: snapshotView,
    problems: ['NOT_FOUND'],
  })
  read(@Caller() scope: Scope, @Param('id') id: string): Promise<SnapshotView> {
    return this.snapshots.read(scope, id);
  }

  @Get('snapshots/:id/diff')
  @Allow('connectivity:read')
  @Operation({
    summary: 'Compare a snapshot with another of its cluster',
    description: 'Objects, connections, findings and scores that changed from `base` to this snapshot.',
    params: { id: 'Id of a snapshot' },
    query: diffInput,
    answers: snapshotDiffView,
    problems: ['NOT_FOUND'],
  })
  diff(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(diffInput)) { base }: z.infer<typeof diffInput>,
  ): Promise<SnapshotDiffView> {
    return this.diffs.diff(scope, id, base);
  }
}
