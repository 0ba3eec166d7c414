import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import {
  historyInput,
  type FleetView,
  type ScorePointView,
  type ScoreView,
} from '#src/services/isolation/score.view.js';
import { ScoresService } from '#src/services/isolation/scores.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { clusterOf } from '../clusters/cluster-of.js';
import { connectionOf, type Connection } from '../schema/connection.js';
import { listArgsType } from '../schema/from-schema.js';
import type { NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { ClusterType, FleetType, ScorePointConnection, ScoreType } from '../types.js';

const { from, to, cluster } = historyInput.shape;
const rangeFilter = z
  .strictObject({ from, to, cluster })
  .meta({ id: 'ScoreHistoryFilter', description: 'A stretch of history.' });
const HistoryArgs = listArgsType('ScoreHistoryArgs', rangeFilter);

type HistoryInput = z.infer<typeof historyInput>;
const inHistory = () => Args({ type: () => HistoryArgs }, new ListArgsPipe(historyInput, ['slug']));

@Resolver(() => ScoreType)
export class ScoreResolver {
  constructor(
    private readonly scores: ScoresService,
    private readonly clusters: ClustersService,
  ) {}

  @Query(() => FleetType, { description: 'All clusters together.' })
  @Allow('fleet:read')
  fleet(@Caller() scope: Scope): Promise<FleetView> {
    return this.scores.fleet(scope);
  }

  @Query(() => ScorePointConnection, { description: 'Past scores of a tenant, newest first.' })
  @Allow('score:read')
  async tenantScoreHistory(
    @Caller() scope: Scope,
    @Args('slug', { type: () => ID }) slug: string,
    @inHistory() input: HistoryInput,
  ): Promise<Connection<ScorePointView>> {
    return connectionOf(await this.scores.tenantHistory(scope, slug, input), input.after, (view) => view);
  }

  @Query(() => ScorePointConnection, {
    description: 'Past scores of the fleet or, with `filter.cluster`, of a cluster; newest first.',
  })
  @Allow('fleet:read')
  async fleetScoreHistory(
    @Caller() scope: Scope,
    @inHistory() input: HistoryInput,
  ): Promise<Connection<ScorePointView>> {
    const page =
      input.cluster === undefined
        ? this.scores.fleetHistory(input)
        : this.scores.clusterHistory(scope, input.cluster, input);
    return connectionOf(await page, input.after, (view) => view);
  }

  @ResolveField('cluster', () => ClusterType, { nullable: true, description: 'Null when it covers all clusters.' })
  @Allow('cluster:read')
  clusterOfScore(@Caller() scope: Scope, @Parent() { cluster: ref }: ScoreView): Promise<NodeOf<ClusterView> | null> {
    return clusterOf(this.clusters, scope, ref);
  }
}
