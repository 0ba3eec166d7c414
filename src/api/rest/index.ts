import { AdminController } from './admin/admin.controller.js';
import { ClustersController } from './clusters/clusters.controller.js';
import { ControlsController } from './controls/controls.controller.js';
import { CrossingsController } from './crossings/crossings.controller.js';
import { QuestionsController } from './crossings/questions.controller.js';
import { ExportsController } from './exports/exports.controller.js';
import { FindingsController } from './findings/findings.controller.js';
import { FleetController } from './fleet/fleet.controller.js';
import { RunsController } from './runs/runs.controller.js';
import { ScoresController } from './scores/scores.controller.js';
import { SnapshotsController } from './snapshots/snapshots.controller.js';
import { SubscriptionsController } from './subscriptions/subscriptions.controller.js';
import { TenantsController } from './tenants/tenants.controller.js';

/** Every REST controller. Routes of fixed words come before those with parameters, so `tenants/matrix` is no tenant. */
export const CONTROLLERS = [
  AdminController,
  ClustersController,
  ControlsController,
  CrossingsController,
  QuestionsController,
  ExportsController,
  FindingsController,
  FleetController,
  RunsController,
  ScoresController,
  SnapshotsController,
  SubscriptionsController,
  TenantsController,
] as const;
