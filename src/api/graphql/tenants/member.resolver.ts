import { Parent, ResolveField, Resolver } from '@nestjs/graphql';
import type { Scope } from '#src/services/auth/scope.js';
import type { ClusterView } from '#src/services/clusters/cluster.view.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import type { MemberView } from '#src/services/tenants/tenant.view.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { clusterOf } from '../clusters/cluster-of.js';
import type { NodeOf } from '../schema/global-id.js';
import { ClusterType, MemberType } from '../types.js';

@Resolver(() => MemberType)
export class MemberResolver {
  constructor(private readonly clusters: ClustersService) {}

  @ResolveField('cluster', () => ClusterType, { nullable: true })
  @Allow('cluster:read')
  clusterOfMember(@Caller() scope: Scope, @Parent() { cluster }: MemberView): Promise<NodeOf<ClusterView> | null> {
    return clusterOf(this.clusters, scope, cluster);
  }
}
