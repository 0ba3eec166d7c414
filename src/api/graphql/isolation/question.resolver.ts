import { Args, ID, Query, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { parseInput } from '#src/services/input/parse-input.js';
import {
  blameInput,
  type BlameView,
  blastInput,
  type BlastView,
  exposureFilter,
  exposureInput,
  type ExposureView,
  whatIfInput,
  type WhatIfView,
} from '#src/services/isolation/question.view.js';
import { QuestionsService } from '#src/services/isolation/questions.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { localIdOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { BlameType, BlastType, ExposureConnection, WhatIfType } from '../types.js';

const ExposureArgs = listArgsType('ExposureArgs', exposureFilter);
const Blast = inputType(blastInput);
const WhatIf = inputType(whatIfInput);
const Blame = inputType(blameInput);
const clusterArg = () => Args('cluster', { type: () => ID, description: 'Global id, id or name of the cluster.' });

@Resolver()
export class QuestionResolver {
  constructor(private readonly questions: QuestionsService) {}

  @Query(() => ExposureConnection, { description: 'How open workloads are to whom no connection list names.' })
  @Allow('connectivity:read')
  async exposure(
    @Caller() scope: Scope,
    @clusterArg() cluster: string,
    @Args({ type: () => ExposureArgs }, new ListArgsPipe(exposureInput, ['cluster']))
    input: z.infer<typeof exposureInput>,
  ): Promise<Connection<ExposureView>> {
    const page = await this.questions.exposure(scope, localIdOf('Cluster', cluster), input);
    return connectionOf(page, input.after, (view) => view);
  }

  @Query(() => BlastType, {
    description: 'What can be reached from a workload, or from outside, over several connections.',
  })
  @Allow('connectivity:read')
  blastRadius(
    @Caller() scope: Scope,
    @clusterArg() cluster: string,
    @Args('input', { type: () => Blast }) input: unknown,
  ): Promise<BlastView> {
    return this.questions.blast(scope, localIdOf('Cluster', cluster), parseInput(blastInput, input));
  }

  @Query(() => WhatIfType, { description: 'What a change would open and close; nothing is stored.' })
  @Allow('connectivity:read')
  whatIf(
    @Caller() scope: Scope,
    @clusterArg() cluster: string,
    @Args('input', { type: () => WhatIf }) input: unknown,
  ): Promise<WhatIfView> {
    return this.questions.whatIf(scope, localIdOf('Cluster', cluster), parseInput(whatIfInput, input));
  }

  @Query(() => BlameType, { description: 'Which change between two snapshots opened or closed a connection.' })
  @Allow('connectivity:read')
  blame(
    @Caller() scope: Scope,
    @Args('snapshot', { type: () => ID, description: 'The snapshot after the change.' }) snapshot: string,
    @Args('input', { type: () => Blame }) input: unknown,
  ): Promise<BlameView> {
    return this.questions.blame(scope, localIdOf('Snapshot', snapshot), parseInput(blameInput, input));
  }
}
