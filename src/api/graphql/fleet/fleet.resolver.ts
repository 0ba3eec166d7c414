import { Args, Query, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { FleetService } from '#src/services/fleet/fleet.service.js';
import {
  fleetCrossingFilter,
  fleetCrossingListInput,
  fleetLinkFilter,
  fleetLinkListInput,
  fleetOverlapFilter,
  fleetOverlapListInput,
  type FleetCrossingView,
  type FleetLinkView,
  type FleetOverlapView,
} from '#src/services/fleet/fleet.view.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, type Connection } from '../schema/connection.js';
import { listArgsType } from '../schema/from-schema.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { FleetCrossingConnection, FleetLinkConnection, FleetOverlapConnection } from '../types.js';

const FleetLinksArgs = listArgsType('FleetLinksArgs', fleetLinkFilter);
const FleetOverlapsArgs = listArgsType('FleetOverlapsArgs', fleetOverlapFilter);
const FleetCrossingsArgs = listArgsType('FleetCrossingsArgs', fleetCrossingFilter);

@Resolver()
export class FleetResolver {
  constructor(private readonly fleet: FleetService) {}

  @Query(() => FleetLinkConnection, { description: 'Ways between clusters, with their evidence.' })
  @Allow('fleet:read')
  async fleetLinks(
    @Caller() scope: Scope,
    @Args({ type: () => FleetLinksArgs }, new ListArgsPipe(fleetLinkListInput))
    input: z.infer<typeof fleetLinkListInput>,
  ): Promise<Connection<FleetLinkView>> {
    return connectionOf(await this.fleet.links(scope, input), input.after, (view) => view);
  }

  @Query(() => FleetOverlapConnection, { description: 'How the address plans of clusters compare.' })
  @Allow('fleet:read')
  async fleetOverlaps(
    @Caller() scope: Scope,
    @Args({ type: () => FleetOverlapsArgs }, new ListArgsPipe(fleetOverlapListInput))
    input: z.infer<typeof fleetOverlapListInput>,
  ): Promise<Connection<FleetOverlapView>> {
    return connectionOf(await this.fleet.overlaps(scope, input), input.after, (view) => view);
  }

  @Query(() => FleetCrossingConnection, { description: 'Traffic between tenants of different clusters.' })
  @Allow('crossing:read')
  async fleetCrossings(
    @Caller() scope: Scope,
    @Args({ type: () => FleetCrossingsArgs }, new ListArgsPipe(fleetCrossingListInput))
    input: z.infer<typeof fleetCrossingListInput>,
  ): Promise<Connection<FleetCrossingView>> {
    return connectionOf(await this.fleet.crossings(scope, input), input.after, (view) => view);
  }
}
