import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  blameInput,
  blameView,
  type BlameView,
  blastInput,
  blastView,
  type BlastView,
  exposureInput,
  exposureView,
  type ExposureView,
  whatIfInput,
  whatIfView,
  type WhatIfView,
} from '#src/services/isolation/question.view.js';
import { QuestionsService } from '#src/services/isolation/questions.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id or name of a cluster' };

@ApiTags('isolation')
@Controller()
export class QuestionsController {
  constructor(private readonly questions: QuestionsService) {}

  @Get('clusters/:id/exposure')
  @Allow('connectivity:read')
  @Operation({
    summary: 'List how open workloads are to whom no connection list names',
    description: 'Any pod of the cluster, pods that rules speak about by labels, and addresses outside.',
    params: ID,
    query: exposureInput,
    lists: exposureView,
    problems: ['NOT_FOUND'],
  })
  async exposure(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(exposureInput)) input: z.infer<typeof exposureInput>,
  ): Promise<List<ExposureView>> {
    return listOf(await this.questions.exposure(scope, id, input));
  }

  @Get('clusters/:id/blast-radius')
  @Allow('connectivity:read')
  @Operation({
    summary: 'Follow connections from a workload, or from outside, over any number of hops',
    params: ID,
    query: blastInput,
    answers: blastView,
    problems: ['NOT_FOUND'],
  })
  blast(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(blastInput)) input: z.infer<typeof blastInput>,
  ): Promise<BlastView> {
    return this.questions.blast(scope, id, input);
  }

  @Post('clusters/:id/what-if')
  @Allow('connectivity:read')
  @Operation({
    summary: 'Ask what a change would open and close',
    description: 'Applies objects to a snapshot and compares. Nothing is stored, and the cluster is not touched.',
    params: ID,
    body: whatIfInput,
    example: {
      manifests: 'apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\n…',
      remove: ['NetworkPolicy/shop/old'],
    },
    answers: whatIfView,
    problems: ['NOT_FOUND'],
  })
  whatIf(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Body(new InputPipe(whatIfInput)) input: z.infer<typeof whatIfInput>,
  ): Promise<WhatIfView> {
    return this.questions.whatIf(scope, id, input);
  }

  @Get('snapshots/:id/blame')
  @Allow('connectivity:read')
  @Operation({
    summary: 'Find the change that opened or closed a connection',
    params: { id: 'Id of the snapshot after the change' },
    query: blameInput,
    answers: blameView,
    problems: ['NOT_FOUND'],
  })
  blame(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(blameInput)) input: z.infer<typeof blameInput>,
  ): Promise<BlameView> {
    return this.questions.blame(scope, id, input);
  }
}
