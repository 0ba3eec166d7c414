import { Module, type DynamicModule } from '@nestjs/common';
import { APP_FILTER, APP_GUARD, DiscoveryModule } from '@nestjs/core';
import { PermissionCheck } from '#src/api/auth/permission-check.js';
import { PermissionGuard } from '#src/api/auth/permission.guard.js';
import { ProblemFilter } from '#src/api/problems/problem.filter.js';
import { CONTROLLERS } from '#src/api/rest/index.js';
import type { Config } from '#src/config/config.js';
import { GraphqlModule } from './graphql.module.js';
import { ServicesModule } from './services.module.js';

/** The doors people and machines come through: REST and GraphQL. */
@Module({})
export class ApiModule {
  static with(config: Config): DynamicModule {
    return {
      module: ApiModule,
      imports: [DiscoveryModule, ServicesModule, GraphqlModule.with(config)],
      controllers: [...CONTROLLERS],
      providers: [
        PermissionCheck,
        { provide: APP_GUARD, useClass: PermissionGuard },
        { provide: APP_FILTER, useClass: ProblemFilter },
      ],
    };
  }
}
