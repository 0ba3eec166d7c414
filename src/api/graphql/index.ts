import { AdminResolver } from './admin/admin.resolver.js';
import { ClusterResolver } from './clusters/cluster.resolver.js';
import { ControlResolver } from './controls/control.resolver.js';
import { ExportResolver } from './exports/export.resolver.js';
import { FindingResolver } from './findings/finding.resolver.js';
import { FleetResolver } from './fleet/fleet.resolver.js';
import { ConnectivityResolver } from './isolation/connectivity.resolver.js';
import { CrossingResolver } from './isolation/crossing.resolver.js';
import { QuestionResolver } from './isolation/question.resolver.js';
import { ScoreResolver } from './isolation/score.resolver.js';
import { NodeResolver } from './node/node.resolver.js';
import { SnapshotResolver } from './snapshots/snapshot.resolver.js';
import { SubscriptionResolver } from './subscriptions/subscription.resolver.js';
import { MemberResolver } from './tenants/member.resolver.js';
import { TenantResolver } from './tenants/tenant.resolver.js';

/** Every GraphQL resolver. */
export const RESOLVERS = [
  AdminResolver,
  ClusterResolver,
  ConnectivityResolver,
  ControlResolver,
  CrossingResolver,
  ExportResolver,
  FindingResolver,
  FleetResolver,
  MemberResolver,
  NodeResolver,
  QuestionResolver,
  ScoreResolver,
  SnapshotResolver,
  SubscriptionResolver,
  TenantResolver,
] as const;
