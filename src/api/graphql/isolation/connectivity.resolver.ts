import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { ConnectivityService } from '#src/services/isolation/connectivity.service.js';
import {
  connectivityFilter,
  connectivityInput,
  explainInput,
  type ConnectionView,
  type ExplanationView,
} from '#src/services/isolation/connectivity.view.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { localIdOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { ConnectivityConnection, ExplanationType } from '../types.js';

const ConnectivityArgs = listArgsType('ConnectivityArgs', connectivityFilter);
const Explain = inputType(explainInput);
const clusterArg = () => Args('cluster', { type: () => ID, description: 'Global id, id or name of the cluster.' });

@Resolver()
export class ConnectivityResolver {
  constructor(private readonly connectivityOf: ConnectivityService) {}

  @Query(() => ConnectivityConnection, { description: 'Connections of a cluster, now or at a past time.' })
  @Allow('connectivity:read')
  async connectivity(
    @Caller() scope: Scope,
    @clusterArg() cluster: string,
    @Args({ type: () => ConnectivityArgs }, new ListArgsPipe(connectivityInput, ['cluster']))
    input: z.infer<typeof connectivityInput>,
  ): Promise<Connection<ConnectionView>> {
    const page = await this.connectivityOf.list(scope, localIdOf('Cluster', cluster), input);
    return connectionOf(page, input.after, (view) => view);
  }

  @Query(() => ExplanationType, { description: 'Whether one port of one pair is open, and what decided it.' })
  @Allow('connectivity:read')
  explain(
    @Caller() scope: Scope,
    @clusterArg() cluster: string,
    @Args('input', { type: () => Explain }) input: unknown,
  ): Promise<ExplanationView> {
    return this.connectivityOf.explain(scope, localIdOf('Cluster', cluster), parseInput(explainInput, input));
  }
}
