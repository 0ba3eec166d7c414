import { Global, Inject, Logger, Module, type DynamicModule, type OnApplicationShutdown } from '@nestjs/common';
import { openPubSub, PUB_SUB } from '#src/adapters/pubsub/open-pub-sub.js';
import type { PubSub } from '#src/adapters/pubsub/pub-sub.js';
import { ApiKeysRepository } from '#src/adapters/store/api-keys.repository.js';
import { AssessmentsRepository } from '#src/adapters/store/assessments.repository.js';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { CrossingsRepository } from '#src/adapters/store/crossings.repository.js';
import { DeliveriesRepository } from '#src/adapters/store/deliveries.repository.js';
import { ExportsRepository } from '#src/adapters/store/exports.repository.js';
import { FindingsRepository } from '#src/adapters/store/findings.repository.js';
import { PartitionsRepository } from '#src/adapters/store/partitions.repository.js';
import { RunsRepository } from '#src/adapters/store/runs.repository.js';
import { ScoresRepository } from '#src/adapters/store/scores.repository.js';
import { SnapshotHeadersRepository } from '#src/adapters/store/snapshot-headers.repository.js';
import { SnapshotsRepository } from '#src/adapters/store/snapshots.repository.js';
import { Store } from '#src/adapters/store/store.js';
import { SubscriptionsRepository } from '#src/adapters/store/subscriptions.repository.js';
import { TenantsRepository } from '#src/adapters/store/tenants.repository.js';
import { EngineThreads } from '#src/adapters/threads/engine-threads.js';
import { loadMasterKeys } from '#src/adapters/vault/master-key.js';
import { Vault } from '#src/adapters/vault/vault.js';
import type { Config } from '#src/config/config.js';
import { CLOCK, CONFIG } from '#src/config/config.token.js';
import { systemClock } from '#src/lib/clock.js';
import { ApiKeyPeppers } from '#src/services/auth/api-key-peppers.js';

const REPOSITORIES = [
  ApiKeysRepository,
  AssessmentsRepository,
  AuditRepository,
  ClustersRepository,
  CrossingsRepository,
  DeliveriesRepository,
  ExportsRepository,
  FindingsRepository,
  PartitionsRepository,
  RunsRepository,
  ScoresRepository,
  SnapshotHeadersRepository,
  SnapshotsRepository,
  SubscriptionsRepository,
  TenantsRepository,
];

/** What both halves of the service stand on: configuration, clock, database, vault, engine threads and publish/subscribe. */
@Global()
@Module({})
export class CoreModule implements OnApplicationShutdown {
  constructor(@Inject(PUB_SUB) private readonly pubSub: PubSub) {}

  static with(config: Config): DynamicModule {
    const masterKeys = () => loadMasterKeys(config);
    const shared = [
      { provide: CONFIG, useValue: config },
      { provide: CLOCK, useValue: systemClock },
      Store,
      ...REPOSITORIES,
      { provide: Vault, useFactory: () => new Vault(masterKeys()) },
      { provide: ApiKeyPeppers, useFactory: () => new ApiKeyPeppers(masterKeys()) },
      { provide: EngineThreads, useFactory: () => new EngineThreads() },
      { provide: PUB_SUB, useFactory: () => pubSubOf(config) },
    ];
    return { module: CoreModule, providers: shared, exports: shared };
  }

  async onApplicationShutdown(): Promise<void> {
    await this.pubSub.close();
  }
}

/** Nothing depends on a message arriving, so a broken connection is only worth a line in the log. */
function pubSubOf(config: Config): PubSub {
  const log = new Logger('PubSub');
  return openPubSub(config, ({ message }) => {
    log.warn(message);
  });
}
