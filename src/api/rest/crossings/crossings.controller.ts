import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { ConnectivityService } from '#src/services/isolation/connectivity.service.js';
import {
  connectionView,
  connectivityInput,
  explainInput,
  explanationView,
  type ConnectionView,
  type ExplanationView,
} from '#src/services/isolation/connectivity.view.js';
import {
  crossingListInput,
  crossingView,
  matrixInput,
  matrixView,
  type CrossingView,
  type MatrixView,
} from '#src/services/isolation/crossing.view.js';
import { CrossingsService } from '#src/services/isolation/crossings.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id or name of a cluster' };

@ApiTags('isolation')
@Controller()
export class CrossingsController {
  constructor(
    private readonly crossings: CrossingsService,
    private readonly connectivity: ConnectivityService,
  ) {}

  @Get('crossings')
  @Allow('crossing:read')
  @Operation({ summary: 'List crossings between tenants', lists: crossingView, query: crossingListInput })
  async list(
    @Caller() scope: Scope,
    @Query(new QueryPipe(crossingListInput)) input: z.infer<typeof crossingListInput>,
  ): Promise<List<CrossingView>> {
    return listOf(await this.crossings.list(scope, input));
  }

  @Get('tenants/matrix')
  @Allow('crossing:read')
  @Operation({ summary: 'Read the tenant by tenant matrix', query: matrixInput, answers: matrixView })
  matrix(
    @Caller() scope: Scope,
    @Query(new QueryPipe(matrixInput)) { cluster }: z.infer<typeof matrixInput>,
  ): Promise<MatrixView> {
    return this.crossings.matrix(scope, cluster);
  }

  @Get('clusters/:id/connectivity')
  @Allow('connectivity:read')
  @Operation({
    summary: 'List connections of a cluster, now or at a past time',
    params: ID,
    query: connectivityInput,
    lists: connectionView,
    problems: ['NOT_FOUND'],
  })
  async connections(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(connectivityInput)) input: z.infer<typeof connectivityInput>,
  ): Promise<List<ConnectionView>> {
    return listOf(await this.connectivity.list(scope, id, input));
  }

  @Get('clusters/:id/explain')
  @Allow('connectivity:read')
  @Operation({
    summary: 'Explain whether one port of one pair is open',
    params: ID,
    query: explainInput,
    answers: explanationView,
    problems: ['NOT_FOUND'],
  })
  explain(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(explainInput)) input: z.infer<typeof explainInput>,
  ): Promise<ExplanationView> {
    return this.connectivity.explain(scope, id, input);
  }
}
