import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Scope } from '#src/services/auth/scope.js';
import { runView, type RunView } from '#src/services/runs/run.view.js';
import { RunsService } from '#src/services/runs/runs.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';

@ApiTags('snapshots')
@Controller()
export class RunsController {
  constructor(private readonly runs: RunsService) {}

  @Post('clusters/:id/snapshots')
  @Allow('snapshot:create')
  @Operation({
    summary: 'Take a snapshot now, or upload manifests',
    description:
      'For a kubernetes cluster send no body: a snapshot is asked for. For a bundle cluster send the manifests as body. Either way the answer is the run to follow; `Location` points to it.',
    params: { id: 'Id or name of a cluster' },
    manifests: true,
    status: 202,
    answers: runView,
    problems: ['NOT_FOUND', 'CONFLICT', 'INPUT.INVALID', 'INPUT.TOO_LARGE', 'UNSUPPORTED_MEDIA_TYPE'],
  })
  async create(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Body() body: unknown,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<RunView> {
    const manifests = textOf(body);
    const run = manifests === null ? await this.runs.request(scope, id) : await this.runs.upload(scope, id, manifests);
    void reply.header('location', `/api/v1/runs/${run.id}`);
    return run;
  }

  @Get('clusters/:id/runs')
  @Allow('run:read')
  @Operation({
    summary: 'List the newest runs of a cluster',
    params: { id: 'Id or name of a cluster' },
    lists: runView,
    problems: ['NOT_FOUND'],
  })
  async latest(@Caller() scope: Scope, @Param('id') id: string): Promise<List<RunView>> {
    const edges = (await this.runs.latest(scope, id)).map((node) => ({ cursor: node.id, node }));
    return listOf({ edges, hasNextPage: false });
  }

  @Get('runs/:id')
  @Allow('run:read')
  @Operation({
    summary: 'Read a run and its progress',
    params: { id: 'Id of a run' },
    answers: runView,
    problems: ['NOT_FOUND'],
  })
  read(@Caller() scope: Scope, @Param('id') id: string): Promise<RunView> {
    return this.runs.read(scope, id);
  }
}

/** Manifests as text; JSON bodies were parsed on the way in and are written out again. Null when there is no body. */
function textOf(body: unknown): string | null {
  if (body === undefined || body === null) return null;
  return typeof body === 'string' ? body : JSON.stringify(body);
}
