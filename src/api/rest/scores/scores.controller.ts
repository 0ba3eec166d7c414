import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  fleetView,
  historyInput,
  scorePointView,
  scoreView,
  type FleetView,
  type ScorePointView,
  type ScoreView,
} from '#src/services/isolation/score.view.js';
import { ScoresService } from '#src/services/isolation/scores.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, pageInfoView, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

type HistoryInput = z.infer<typeof historyInput>;

const rangeInput = z.strictObject(historyInput.omit({ cluster: true }).shape);
const tenantScoresView = z
  .object({
    current: z.array(scoreView).describe('Over all clusters first (cluster is null), then cluster by cluster'),
    history: z.array(scorePointView).describe('Newest first'),
    pageInfo: pageInfoView,
  })
  .meta({ id: 'ScoresWithHistory', description: 'Scores now, and a page of history.' });

/** Scores now, and a page of history. */
interface ScoresWithHistory {
  readonly current: readonly ScoreView[];
  readonly history: readonly ScorePointView[];
  readonly pageInfo: List<ScorePointView>['pageInfo'];
}

@ApiTags('scores')
@Controller()
export class ScoresController {
  constructor(private readonly scores: ScoresService) {}

  @Get('tenants/:slug/scores')
  @Allow('score:read')
  @Operation({
    summary: 'Read the scores of a tenant, with history',
    params: { slug: 'Slug of a tenant' },
    query: historyInput,
    answers: tenantScoresView,
    problems: ['NOT_FOUND'],
  })
  async ofTenant(
    @Caller() scope: Scope,
    @Param('slug') slug: string,
    @Query(new QueryPipe(historyInput)) input: HistoryInput,
  ): Promise<ScoresWithHistory> {
    const current = await this.scores.ofTenant(scope, slug, input.cluster);
    const { items, pageInfo } = listOf(await this.scores.tenantHistory(scope, slug, input));
    return { current, history: items, pageInfo };
  }

  @Get('clusters/:id/scores')
  @Allow('score:read')
  @Operation({
    summary: 'Read the scores of a cluster and its tenants',
    params: { id: 'Id or name of a cluster' },
    answers: z
      .object({ items: z.array(scoreView) })
      .meta({ id: 'ClusterScores', description: 'The cluster first (tenant is null), then its tenants.' }),
    problems: ['NOT_FOUND'],
  })
  async ofCluster(@Caller() scope: Scope, @Param('id') id: string): Promise<{ items: ScoreView[] }> {
    return { items: await this.scores.ofCluster(scope, id) };
  }

  @Get('clusters/:id/scores/history')
  @Allow('fleet:read')
  @Operation({
    summary: 'List past scores of a cluster, newest first',
    params: { id: 'Id or name of a cluster' },
    query: rangeInput,
    lists: scorePointView,
    problems: ['NOT_FOUND'],
  })
  async clusterHistory(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Query(new QueryPipe(rangeInput)) input: HistoryInput,
  ): Promise<List<ScorePointView>> {
    return listOf(await this.scores.clusterHistory(scope, id, input));
  }

  @Get('fleet/score')
  @Allow('fleet:read')
  @Operation({ summary: 'Read the score of the fleet', answers: fleetView })
  fleet(@Caller() scope: Scope): Promise<FleetView> {
    return this.scores.fleet(scope);
  }

  @Get('fleet/score/history')
  @Allow('fleet:read')
  @Operation({ summary: 'List past scores of the fleet, newest first', query: rangeInput, lists: scorePointView })
  async fleetHistory(@Query(new QueryPipe(rangeInput)) input: HistoryInput): Promise<List<ScorePointView>> {
    return listOf(await this.scores.fleetHistory(input));
  }
}
