import { Args, ID, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import type { ControlView } from '#src/services/controls/control.view.js';
import { ControlsService } from '#src/services/controls/controls.service.js';
import {
  findingFilter,
  findingListInput,
  findingSort,
  type FindingEventView,
  type FindingFacetsView,
  type FindingView,
} from '#src/services/findings/finding.view.js';
import { FindingsService } from '#src/services/findings/findings.service.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { clusterOf } from '../clusters/cluster-of.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import {
  ClusterType,
  ControlType,
  FindingConnection,
  FindingEventConnection,
  FindingFacetsType,
  FindingType,
} from '../types.js';

const FindingsArgs = listArgsType('FindingsArgs', findingFilter, { sort: findingSort.default('severity') });
const Filter = inputType(findingFilter);

@Resolver(() => FindingType)
export class FindingResolver {
  constructor(
    private readonly findings: FindingsService,
    private readonly clusters: ClustersService,
    private readonly controls: ControlsService,
  ) {}

  @Query(() => FindingType, { description: 'One finding.' })
  @Allow('finding:read')
  async finding(@Caller() scope: Scope, @Args('id', { type: () => ID }) id: string): Promise<NodeOf<FindingView>> {
    return asNode('Finding', await this.findings.read(scope, localIdOf('Finding', id)));
  }

  @Query(() => FindingConnection, {
    name: 'findings',
    description: 'Findings; open and unknown ones unless states are named.',
  })
  @Allow('finding:read')
  async listFindings(
    @Caller() scope: Scope,
    @Args({ type: () => FindingsArgs }, new ListArgsPipe(findingListInput)) input: z.infer<typeof findingListInput>,
  ): Promise<Connection<NodeOf<FindingView>>> {
    return connectionOf(await this.findings.list(scope, input), input.after, (view) => asNode('Finding', view));
  }

  @Query(() => FindingFacetsType, { description: 'Counts for narrowing a list of findings.' })
  @Allow('finding:read')
  findingFacets(
    @Caller() scope: Scope,
    @Args('filter', { type: () => Filter, nullable: true }) filter: unknown,
  ): Promise<FindingFacetsView> {
    return this.findings.facets(scope, parseInput(findingFilter, filter ?? {}));
  }

  @ResolveField('cluster', () => ClusterType, { nullable: true, description: 'Null when it concerns the fleet.' })
  @Allow('cluster:read')
  clusterOfFinding(@Caller() scope: Scope, @Parent() { cluster }: FindingView): Promise<NodeOf<ClusterView> | null> {
    return clusterOf(this.clusters, scope, cluster);
  }

  @ResolveField('controlDetails', () => ControlType, { description: 'The control that reports it.' })
  @Allow('control:read')
  controlOfFinding(@Parent() { control }: FindingView): NodeOf<ControlView> {
    return asNode('Control', this.controls.read(control));
  }

  @ResolveField('events', () => FindingEventConnection, { description: 'Transitions, oldest first.' })
  @Allow('finding:read')
  async listEvents(
    @Caller() scope: Scope,
    @Parent() { localId }: NodeOf<FindingView>,
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<FindingEventView>> {
    return connectionOf(await this.findings.events(scope, localId, request), request.after, (view) => view);
  }
}
