import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  findingEventView,
  findingFacetsView,
  findingFilter,
  findingListInput,
  findingView,
  type FindingEventView,
  type FindingFacetsView,
  type FindingFilter,
  type FindingView,
} from '#src/services/findings/finding.view.js';
import { FindingsService } from '#src/services/findings/findings.service.js';
import { pageInput } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id of a finding' };

@ApiTags('findings')
@Controller('findings')
export class FindingsController {
  constructor(private readonly findings: FindingsService) {}

  @Get()
  @Allow('finding:read')
  @Operation({ summary: 'List findings', lists: findingView, query: findingListInput })
  async list(
    @Caller() scope: Scope,
    @Query(new QueryPipe(findingListInput)) input: z.infer<typeof findingListInput>,
  ): Promise<List<FindingView>> {
    return listOf(await this.findings.list(scope, input));
  }

  @Get('facets')
  @Allow('finding:read')
  @Operation({ summary: 'Count findings by property', query: findingFilter, answers: findingFacetsView })
  facets(
    @Caller() scope: Scope,
    @Query(new QueryPipe(findingFilter)) filter: FindingFilter,
  ): Promise<FindingFacetsView> {
    return this.findings.facets(scope, filter);
  }

  @Get(':id')
  @Allow('finding:read')
  @Operation({ summary: 'Read a finding', params: ID, answers: findingView, problems: ['NOT_FOUND'] })
  read(@Caller() scope: Scope, @Param('id') id: string): Promise<FindingView> {
    return this.findings.read(scope, id);
  }

  @Get(':id/events')
  @Allow('finding:read')
  @Operation({
    summary: 'List the transitions of a finding, oldest first',
    params: ID,
    query: pageInput,
    lists: findingEventView,
    problems: ['NOT_FOUND'],
  })
  async events(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(pageInput)) input: z.infer<typeof pageInput>,
  ): Promise<List<FindingEventView>> {
    return listOf(await this.findings.events(scope, id, input));
  }
}
