import { Inject, Module, type OnApplicationShutdown } from '@nestjs/common';
import type { WorkerHost } from '@nestjs/bullmq';
import { JobProducer } from '#src/adapters/queue/job-producer.js';
import type { QueueBackend } from '#src/adapters/queue/queue-backend.js';
import { QUEUE_BACKEND, QueueModule } from '#src/adapters/queue/queue.module.js';
import { StopSignal } from '#src/adapters/queue/stop-signal.js';
import { WorkerRuntime } from '#src/adapters/queue/worker-runtime.js';
import { SINKS } from '#src/adapters/sinks/index.js';
import type { Sink } from '#src/adapters/sinks/sink.js';
import { AssessmentBacklog } from '#src/adapters/store/assessment-backlog.repository.js';
import { ExportRowsRepository } from '#src/adapters/store/export-rows.repository.js';
import { LeasesRepository } from '#src/adapters/store/leases.repository.js';
import { RetentionRepository } from '#src/adapters/store/retention.repository.js';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import { AssessStage } from './assess/assess.stage.js';
import { CollectStage } from './collect/collect.stage.js';
import { DeliverStage, SINK } from './deliver/deliver.stage.js';
import { RelayStage } from './deliver/relay.stage.js';
import { ExportStage } from './export/export.stage.js';
import { PROCESSORS } from './processors.js';
import { CreatorScope } from './schedule/creator-scope.js';
import { DueExports } from './schedule/due-exports.js';
import { RetentionClock } from './schedule/retention-clock.js';
import { RetentionStage } from './schedule/retention.stage.js';
import { TickStage } from './schedule/tick.stage.js';

const REPOSITORIES = [AssessmentBacklog, ExportRowsRepository, LeasesRepository, RetentionRepository];
const STAGES = [CollectStage, AssessStage, RelayStage, DeliverStage, ExportStage, TickStage, RetentionStage];

/**
 * What a worker process runs. Expects the configuration, the clock, the store with its repositories, the vault, the engine
 * threads and publish/subscribe from the application.
 */
@Module({
  imports: [QueueModule.forWorkers()],
  providers: [
    ...REPOSITORIES,
    ...STAGES,
    ...PROCESSORS,
    CreatorScope,
    DueExports,
    RetentionClock,
    { provide: SINK, useFactory: (config: Config) => SINKS.webhook(config), inject: [CONFIG] },
    {
      provide: WorkerRuntime,
      useFactory: (
        producer: JobProducer,
        backend: QueueBackend,
        stopSignal: StopSignal,
        config: Config,
        ...hosts: WorkerHost[]
      ) => new WorkerRuntime(hosts, producer, backend, stopSignal, config),
      inject: [JobProducer, QUEUE_BACKEND, StopSignal, CONFIG, ...PROCESSORS],
    },
  ],
  exports: [WorkerRuntime],
})
export class PipelineModule implements OnApplicationShutdown {
  constructor(@Inject(SINK) private readonly sink: Sink) {}

  async onApplicationShutdown(): Promise<void> {
    await this.sink.close();
  }
}
