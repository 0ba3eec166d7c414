import { Controller, Get, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { FleetService } from '#src/services/fleet/fleet.service.js';
import {
  fleetCrossingListInput,
  fleetCrossingView,
  fleetLinkListInput,
  fleetLinkView,
  fleetOverlapListInput,
  fleetOverlapView,
  type FleetCrossingView,
  type FleetLinkView,
  type FleetOverlapView,
} from '#src/services/fleet/fleet.view.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

@ApiTags('fleet')
@Controller('fleet')
export class FleetController {
  constructor(private readonly fleet: FleetService) {}

  @Get('links')
  @Allow('fleet:read')
  @Operation({ summary: 'List ways between clusters', lists: fleetLinkView, query: fleetLinkListInput })
  async links(
    @Caller() scope: Scope,
    @Query(new QueryPipe(fleetLinkListInput)) input: z.infer<typeof fleetLinkListInput>,
  ): Promise<List<FleetLinkView>> {
    return listOf(await this.fleet.links(scope, input));
  }

  @Get('overlaps')
  @Allow('fleet:read')
  @Operation({
    summary: 'Compare the address plans of clusters',
    lists: fleetOverlapView,
    query: fleetOverlapListInput,
  })
  async overlaps(
    @Caller() scope: Scope,
    @Query(new QueryPipe(fleetOverlapListInput)) input: z.infer<typeof fleetOverlapListInput>,
  ): Promise<List<FleetOverlapView>> {
    return listOf(await this.fleet.overlaps(scope, input));
  }

  @Get('crossings')
  @Allow('crossing:read')
  @Operation({
    summary: 'List crossings between tenants of different clusters',
    lists: fleetCrossingView,
    query: fleetCrossingListInput,
  })
  async crossings(
    @Caller() scope: Scope,
    @Query(new QueryPipe(fleetCrossingListInput)) input: z.infer<typeof fleetCrossingListInput>,
  ): Promise<List<FleetCrossingView>> {
    return listOf(await this.fleet.crossings(scope, input));
  }
}
