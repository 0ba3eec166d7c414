import { Module } from '@nestjs/common';
import { AuditService } from '#src/services/audit/audit.service.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { Authenticator } from '#src/services/auth/authenticator.js';
import { ClustersService } from '#src/services/clusters/clusters.service.js';
import { ConnectionTest } from '#src/services/clusters/connection-test.js';
import { ControlsService } from '#src/services/controls/controls.service.js';
import { ExportsService } from '#src/services/exports/exports.service.js';
import { SchedulesService } from '#src/services/exports/schedules.service.js';
import { FindingsService } from '#src/services/findings/findings.service.js';
import { FleetMembers } from '#src/services/fleet/fleet-members.js';
import { FleetQuestions } from '#src/services/fleet/fleet-questions.js';
import { FleetService } from '#src/services/fleet/fleet.service.js';
import { ConnectivityService } from '#src/services/isolation/connectivity.service.js';
import { QuestionsService } from '#src/services/isolation/questions.service.js';
import { CrossingsService } from '#src/services/isolation/crossings.service.js';
import { EngineQuestions } from '#src/services/isolation/engine-questions.js';
import { ScoresService } from '#src/services/isolation/scores.service.js';
import { SealedCursors } from '#src/services/paging/sealed-cursor.js';
import { Neighbours } from '#src/services/privacy/neighbours.js';
import { RunsService } from '#src/services/runs/runs.service.js';
import { SnapshotDiffService } from '#src/services/snapshots/snapshot-diff.service.js';
import { SnapshotsService } from '#src/services/snapshots/snapshots.service.js';
import { DeliveriesService } from '#src/services/subscriptions/deliveries.service.js';
import { SubscriptionsService } from '#src/services/subscriptions/subscriptions.service.js';
import { MembersService } from '#src/services/tenants/members.service.js';
import { Membership } from '#src/services/tenants/membership.js';
import { TenantsService } from '#src/services/tenants/tenants.service.js';

const SERVICES = [
  ApiKeysService,
  AuditService,
  Authenticator,
  ClustersService,
  ConnectionTest,
  ConnectivityService,
  QuestionsService,
  ControlsService,
  CrossingsService,
  DeliveriesService,
  EngineQuestions,
  ExportsService,
  FindingsService,
  FleetMembers,
  FleetQuestions,
  FleetService,
  Membership,
  MembersService,
  Neighbours,
  RunsService,
  SchedulesService,
  ScoresService,
  SealedCursors,
  SnapshotDiffService,
  SnapshotsService,
  SubscriptionsService,
  TenantsService,
];

/** The use cases, for every door that offers them. */
@Module({ providers: SERVICES, exports: SERVICES })
export class ServicesModule {}
