import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import type { Permission } from '#src/services/auth/permission.js';
import type { Scope } from '#src/services/auth/scope.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import { ControlsService } from '#src/services/controls/controls.service.js';
import { ExportsService } from '#src/services/exports/exports.service.js';
import { SchedulesService } from '#src/services/exports/schedules.service.js';
import { FindingsService } from '#src/services/findings/findings.service.js';
import { RunsService } from '#src/services/runs/runs.service.js';
import { SnapshotsService } from '#src/services/snapshots/snapshots.service.js';
import { DeliveriesService } from '#src/services/subscriptions/deliveries.service.js';
import { SubscriptionsService } from '#src/services/subscriptions/subscriptions.service.js';
import { TenantsService } from '#src/services/tenants/tenants.service.js';
import { Problem } from '#src/lib/problem.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { asNode, parseGlobalId, type NodeOf, type NodeTypeName } from '../schema/global-id.js';
import { NodeType } from '../schema/node.type.js';

interface Reader {
  readonly permission: Permission;
  readonly read: (scope: Scope, id: string) => Promise<{ readonly id: string }> | { readonly id: string };
}

@Resolver(() => NodeType)
export class NodeResolver {
  private readonly readers: Readonly<Record<NodeTypeName, Reader>>;

  constructor(
    keys: ApiKeysService,
    clusters: ClustersService,
    controls: ControlsService,
    deliveries: DeliveriesService,
    exports: ExportsService,
    schedules: SchedulesService,
    findings: FindingsService,
    runs: RunsService,
    snapshots: SnapshotsService,
    subscriptions: SubscriptionsService,
    tenants: TenantsService,
  ) {
    this.readers = {
      ApiKey: { permission: 'api-key:read', read: (_, id) => keys.read(id) },
      Cluster: { permission: 'cluster:read', read: (scope, id) => clusters.read(scope, id) },
      Control: { permission: 'control:read', read: (_, id) => controls.read(id) },
      Delivery: { permission: 'delivery:read', read: (_, id) => deliveries.read(id) },
      Export: { permission: 'export:read', read: (_, id) => exports.read(id) },
      ExportSchedule: { permission: 'export-schedule:read', read: (_, id) => schedules.read(id) },
      Finding: { permission: 'finding:read', read: (scope, id) => findings.read(scope, id) },
      Run: { permission: 'run:read', read: (scope, id) => runs.read(scope, id) },
      Snapshot: { permission: 'snapshot:read', read: (scope, id) => snapshots.read(scope, id) },
      Subscription: { permission: 'subscription:read', read: (_, id) => subscriptions.read(id) },
      Tenant: { permission: 'tenant:read', read: (scope, id) => tenants.readById(scope, id) },
    };
  }

  @Query(() => NodeType, {
    nullable: true,
    description: 'Any object by its global id; null when there is none you may see.',
  })
  @Allow('me:read')
  async node(
    @Caller() scope: Scope,
    @Args('id', { type: () => ID }) id: string,
  ): Promise<NodeOf<{ readonly id: string }> | null> {
    const parsed = parseGlobalId(id);
    if (parsed === null) return null;
    const { permission, read } = this.readers[parsed.type];
    scope.require(permission);
    try {
      return asNode(parsed.type, await read(scope, parsed.localId));
    } catch (error) {
      if (error instanceof Problem && error.code === 'NOT_FOUND') return null;
      throw error;
    }
  }
}
