import { Module, type DynamicModule } from '@nestjs/common';
import type { Config } from '#src/config/config.js';
import { PipelineModule } from '#src/pipeline/pipeline.module.js';
import { ApiModule } from './api.module.js';
import { CoreModule } from './core.module.js';
import { HealthModule } from './health/health.module.js';
import { logging, type LogStream } from './logging.js';

/** The whole service: the halves that the configured role asks for, on one core. */
@Module({})
export class ServiceModule {
  static with(config: Config, stream: LogStream): DynamicModule {
    const { role } = config;
    const workers = role === 'api' ? [] : [PipelineModule];
    return {
      module: ServiceModule,
      imports: [
        logging(config, stream),
        CoreModule.with(config),
        HealthModule.with(workers),
        ...(role === 'worker' ? [] : [ApiModule.with(config)]),
        ...workers,
      ],
    };
  }
}
