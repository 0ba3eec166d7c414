import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import type { RunView } from '#src/services/runs/run.view.js';
import { RunsService } from '#src/services/runs/runs.service.js';
import { SnapshotDiffService } from '#src/services/snapshots/snapshot-diff.service.js';
import type { SnapshotDiffView, SnapshotView } from '#src/services/snapshots/snapshot.view.js';
import { SnapshotsService } from '#src/services/snapshots/snapshots.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { clusterOf } from '../clusters/cluster-of.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ClusterType, RunType, SnapshotDiffType, SnapshotType } from '../types.js';

@Resolver(() => SnapshotType)
export class SnapshotResolver {
  constructor(
    private readonly snapshots: SnapshotsService,
    private readonly diffs: SnapshotDiffService,
    private readonly runs: RunsService,
    private readonly clusters: ClustersService,
  ) {}

  @Query(() => SnapshotType, { description: 'One snapshot.' })
  @Allow('snapshot:read')
  async snapshot(@Caller() scope: Scope, @Args('id', { type: () => ID }) id: string): Promise<NodeOf<SnapshotView>> {
    return asNode('Snapshot', await this.snapshots.read(scope, localIdOf('Snapshot', id)));
  }

  @Query(() => RunType, { description: 'One run and its progress.' })
  @Allow('run:read')
  async run(@Caller() scope: Scope, @Args('id', { type: () => ID }) id: string): Promise<NodeOf<RunView>> {
    return asNode('Run', await this.runs.read(scope, localIdOf('Run', id)));
  }

  @ResolveField('cluster', () => ClusterType)
  @Allow('cluster:read')
  clusterOfSnapshot(@Caller() scope: Scope, @Parent() { cluster }: SnapshotView): Promise<NodeOf<ClusterView> | null> {
    return clusterOf(this.clusters, scope, cluster);
  }

  @ResolveField('diff', () => SnapshotDiffType, {
    description: 'What changed from another snapshot of the cluster to this one.',
  })
  @Allow('connectivity:read')
  diffOfSnapshot(
    @Caller() scope: Scope,
    @Parent() { localId }: NodeOf<SnapshotView>,
    @Args('base', { type: () => ID, nullable: true, description: 'Id or sequence number; default: the one before.' })
    base?: string | null,
  ): Promise<SnapshotDiffView> {
    return this.diffs.diff(
      scope,
      localId,
      base === undefined || base === null ? undefined : localIdOf('Snapshot', base),
    );
  }
}
