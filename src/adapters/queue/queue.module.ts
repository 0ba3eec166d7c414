import { BullModule } from '@nestjs/bullmq';
import { Logger, Module, type DynamicModule } from '@nestjs/common';
import { setDefaultBackendFactory } from 'bullmq';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import { JobProducer, QUEUE_PREFIX } from './job-producer.js';
import { openQueueBackend, type QueueBackend } from './queue-backend.js';
import { StopSignal } from './stop-signal.js';

/** Injection token of the {@link QueueBackend} this process opened. */
export const QUEUE_BACKEND = Symbol('QUEUE_BACKEND');

@Module({
  providers: [
    { provide: QUEUE_BACKEND, useFactory: (config: Config) => openQueueBackend(config), inject: [CONFIG] },
    {
      provide: JobProducer,
      useFactory: (backend: QueueBackend) => {
        const log = new Logger('JobProducer');
        return new JobProducer(backend, (error) => {
          log.warn(error.message);
        });
      },
      inject: [QUEUE_BACKEND],
    },
    StopSignal,
  ],
  exports: [QUEUE_BACKEND, JobProducer, StopSignal],
})
class QueueConnectionModule {}

/** Everything a worker process needs to run `@Processor` classes and to add jobs. Needs {@link CONFIG} globally. */
@Module({})
export class QueueModule {
  static forWorkers(): DynamicModule {
    return {
      module: QueueModule,
      imports: [
        QueueConnectionModule,
        BullModule.forRootAsync({
          imports: [QueueConnectionModule],
          inject: [QUEUE_BACKEND],
          useFactory: (backend: QueueBackend) => {
            // @nestjs/bullmq cannot hand a backend to the workers it creates, so this process's default is set.
            setDefaultBackendFactory(backend.factory);
            return { connection: backend.worker, prefix: QUEUE_PREFIX };
          },
        }),
        // Registers no queue: it only switches on the search for @Processor classes.
        BullModule.registerQueue(),
      ],
      exports: [QueueConnectionModule],
    };
  }
}
