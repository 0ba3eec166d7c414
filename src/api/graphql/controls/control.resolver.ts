import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { ControlView } from '#src/services/controls/control.view.js';
import { ControlsService } from '#src/services/controls/controls.service.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import { Allow } from '../../auth/allow.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { ControlConnection, ControlType } from '../types.js';

@Resolver(() => ControlType)
export class ControlResolver {
  constructor(private readonly controls: ControlsService) {}

  @Query(() => ControlType, { description: 'One control of the catalogue.' })
  @Allow('control:read')
  control(@Args('id', { type: () => ID, description: 'e.g. `SEG-NP-001`' }) id: string): NodeOf<ControlView> {
    return asNode('Control', this.controls.read(localIdOf('Control', id)));
  }

  @Query(() => ControlConnection, { name: 'controls', description: 'The catalogue of controls.' })
  @Allow('control:read')
  listControls(
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Connection<NodeOf<ControlView>> {
    return connectionOf(this.controls.list(request), request.after, (view) => asNode('Control', view));
  }
}
