import { Args, ID, Mutation, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import {
  clusterFilter,
  clusterListInput,
  registerClusterInput,
  replaceCredentialInput,
  updateClusterInput,
} from '#src/services/clusters/cluster.input.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import { parseInput } from '#src/services/input/parse-input.js';
import type { ScoreView } from '#src/services/isolation/score.view.js';
import { ScoresService } from '#src/services/isolation/scores.service.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import type { RunView } from '#src/services/runs/run.view.js';
import { RunsService } from '#src/services/runs/runs.service.js';
import type { SnapshotView } from '#src/services/snapshots/snapshot.view.js';
import { SnapshotsService } from '#src/services/snapshots/snapshots.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { loaderOf } from '../schema/loaders.js';
import { payload, payloadType, type Payload } from '../schema/payload.js';
import { ClusterConnection, ClusterType, RunType, ScoreType, SnapshotConnection } from '../types.js';

type ClusterNode = NodeOf<ClusterView>;

const ClustersArgs = listArgsType('ClustersArgs', clusterFilter);
const RegisterCluster = inputType(registerClusterInput);
const UpdateCluster = inputType(updateClusterInput);
const ReplaceCredential = inputType(replaceCredentialInput);
const RegisterClusterPayload = payloadType('RegisterClusterPayload', 'cluster', () => ClusterType);
const UpdateClusterPayload = payloadType('UpdateClusterPayload', 'cluster', () => ClusterType);
const ReplaceCredentialPayload = payloadType('ReplaceClusterCredentialPayload', 'cluster', () => ClusterType);
const DeleteClusterPayload = payloadType('DeleteClusterPayload', 'deletedId', () => String);
const TakeSnapshotPayload = payloadType('TakeSnapshotPayload', 'run', () => RunType);
const UploadManifestsPayload = payloadType('UploadManifestsPayload', 'run', () => RunType);

const id = () => Args('id', { type: () => ID, description: 'Global id, id or name of the cluster.' });

@Resolver(() => ClusterType)
export class ClusterResolver {
  constructor(
    private readonly clusters: ClustersService,
    private readonly runs: RunsService,
    private readonly snapshots: SnapshotsService,
    private readonly scores: ScoresService,
  ) {}

  @Query(() => ClusterType, { description: 'One cluster.' })
  @Allow('cluster:read')
  async cluster(@Caller() scope: Scope, @id() cluster: string): Promise<ClusterNode> {
    return asNode('Cluster', await this.clusters.read(scope, localIdOf('Cluster', cluster)));
  }

  @Query(() => ClusterConnection, { name: 'clusters', description: 'Clusters by name.' })
  @Allow('cluster:read')
  async listClusters(
    @Caller() scope: Scope,
    @Args({ type: () => ClustersArgs }, new ListArgsPipe(clusterListInput)) input: z.infer<typeof clusterListInput>,
  ): Promise<Connection<ClusterNode>> {
    return connectionOf(await this.clusters.list(scope, input), input.after, (view) => asNode('Cluster', view));
  }

  @Mutation(() => RegisterClusterPayload, { description: 'Registers a cluster after testing its connection.' })
  @Allow('cluster:write')
  registerCluster(
    @Caller() scope: Scope,
    @Args('input', { type: () => RegisterCluster }) input: unknown,
  ): Promise<Payload<'cluster', ClusterNode>> {
    return payload('cluster', async () =>
      asNode('Cluster', await this.clusters.register(scope, parseInput(registerClusterInput, input))),
    );
  }

  @Mutation(() => UpdateClusterPayload, { description: 'Changes name, labels or interval.' })
  @Allow('cluster:write')
  updateCluster(
    @Caller() scope: Scope,
    @id() cluster: string,
    @Args('input', { type: () => UpdateCluster }) input: unknown,
  ): Promise<Payload<'cluster', ClusterNode>> {
    return payload('cluster', async () =>
      asNode(
        'Cluster',
        await this.clusters.update(scope, localIdOf('Cluster', cluster), parseInput(updateClusterInput, input)),
      ),
    );
  }

  @Mutation(() => ReplaceCredentialPayload, { description: 'Puts another credential in place after testing it.' })
  @Allow('credential:write')
  replaceClusterCredential(
    @Caller() scope: Scope,
    @id() cluster: string,
    @Args('input', { type: () => ReplaceCredential }) input: unknown,
  ): Promise<Payload<'cluster', ClusterNode>> {
    return payload('cluster', async () => {
      const wish = parseInput(replaceCredentialInput, input);
      return asNode('Cluster', await this.clusters.replaceCredential(scope, localIdOf('Cluster', cluster), wish));
    });
  }

  @Mutation(() => DeleteClusterPayload, { description: 'Hides a cluster and destroys its credential.' })
  @Allow('cluster:write')
  deleteCluster(@Caller() scope: Scope, @id() cluster: string): Promise<Payload<'deletedId', string>> {
    return payload('deletedId', async () => {
      await this.clusters.delete(scope, localIdOf('Cluster', cluster));
      return cluster;
    });
  }

  @Mutation(() => TakeSnapshotPayload, { description: 'Asks for a snapshot now.' })
  @Allow('snapshot:create')
  takeSnapshot(@Caller() scope: Scope, @id() cluster: string): Promise<Payload<'run', NodeOf<RunView>>> {
    return payload('run', async () => asNode('Run', await this.runs.request(scope, localIdOf('Cluster', cluster))));
  }

  @Mutation(() => UploadManifestsPayload, { description: 'Takes manifests as the next snapshot of a bundle cluster.' })
  @Allow('snapshot:create')
  uploadManifests(
    @Caller() scope: Scope,
    @id() cluster: string,
    @Args('manifests', { type: () => String }) manifests: string,
  ): Promise<Payload<'run', NodeOf<RunView>>> {
    return payload('run', async () =>
      asNode('Run', await this.runs.upload(scope, localIdOf('Cluster', cluster), manifests)),
    );
  }

  @ResolveField('snapshots', () => SnapshotConnection, { description: 'Snapshots, newest first.' })
  @Allow('snapshot:read')
  async listSnapshots(
    @Caller() scope: Scope,
    @Parent() { localId }: ClusterNode,
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<NodeOf<SnapshotView>>> {
    return connectionOf(await this.snapshots.list(scope, localId, request), request.after, (view) =>
      asNode('Snapshot', view),
    );
  }

  @ResolveField('runs', () => [RunType], { description: 'The newest runs, at most 20.' })
  @Allow('run:read')
  async listRuns(@Caller() scope: Scope, @Parent() { localId }: ClusterNode): Promise<NodeOf<RunView>[]> {
    return (await this.runs.latest(scope, localId)).map((view) => asNode('Run', view));
  }

  @ResolveField('scores', () => [ScoreType], { description: 'The cluster first (tenant is null), then its tenants.' })
  @Allow('score:read')
  listScores(@Caller() scope: Scope, @Parent() { localId }: ClusterNode): Promise<ScoreView[]> {
    return loaderOf(scope, 'scores-of-cluster', (ids) => this.scores.ofClusters(scope, ids)).load(localId);
  }
}
