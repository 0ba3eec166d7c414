import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import {
  crossingFilter,
  crossingListInput,
  type CrossingView,
  type MatrixView,
} from '#src/services/isolation/crossing.view.js';
import { CrossingsService } from '#src/services/isolation/crossings.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { clusterOf } from '../clusters/cluster-of.js';
import { connectionOf, type Connection } from '../schema/connection.js';
import { listArgsType } from '../schema/from-schema.js';
import { localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { ClusterType, CrossingConnection, CrossingType, MatrixType } from '../types.js';

const CrossingsArgs = listArgsType('CrossingsArgs', crossingFilter);

@Resolver(() => CrossingType)
export class CrossingResolver {
  constructor(
    private readonly crossings: CrossingsService,
    private readonly clusters: ClustersService,
  ) {}

  @Query(() => CrossingConnection, { name: 'crossings', description: 'Traffic between tenants.' })
  @Allow('crossing:read')
  async listCrossings(
    @Caller() scope: Scope,
    @Args({ type: () => CrossingsArgs }, new ListArgsPipe(crossingListInput)) input: z.infer<typeof crossingListInput>,
  ): Promise<Connection<CrossingView>> {
    return connectionOf(await this.crossings.list(scope, input), input.after, (view) => view);
  }

  @Query(() => MatrixType, { description: 'Who can reach whom, tenant by tenant.' })
  @Allow('crossing:read')
  matrix(
    @Caller() scope: Scope,
    @Args('cluster', { type: () => ID, nullable: true, description: 'One cluster; default: all.' })
    cluster?: string | null,
  ): Promise<MatrixView> {
    return this.crossings.matrix(
      scope,
      cluster === undefined || cluster === null ? undefined : localIdOf('Cluster', cluster),
    );
  }

  @ResolveField('cluster', () => ClusterType, { nullable: true })
  @Allow('cluster:read')
  clusterOfCrossing(@Caller() scope: Scope, @Parent() { cluster }: CrossingView): Promise<NodeOf<ClusterView> | null> {
    return clusterOf(this.clusters, scope, cluster);
  }
}
