import { Module, type DynamicModule, type Type } from '@nestjs/common';
import { HealthController } from './health.controller.js';
import { Metrics } from './metrics.js';
import { Readiness } from './readiness.js';

/** `/livez`, `/readyz` and `/metrics`, in every role. */
@Module({})
export class HealthModule {
  /** @param workers the module whose workers must be ready too, where this process has them */
  static with(workers: readonly Type[]): DynamicModule {
    return {
      module: HealthModule,
      imports: [...workers],
      controllers: [HealthController],
      providers: [Metrics, Readiness],
    };
  }
}
