import { Body, Controller, Delete, Get, Param, Patch, Post, Query } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { DeliveriesService } from '#src/services/subscriptions/deliveries.service.js';
import {
  createdSubscriptionView,
  createSubscriptionInput,
  deliveryListInput,
  deliveryView,
  subscriptionListInput,
  subscriptionView,
  updateSubscriptionInput,
  type DeliveryView,
  type SubscriptionView,
} from '#src/services/subscriptions/subscription.view.js';
import { SubscriptionsService } from '#src/services/subscriptions/subscriptions.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { InputPipe } from '../../input.pipe.js';
import { listOf, type List } from '../list.js';
import { Operation } from '../openapi/operation.js';
import { QueryPipe } from '../query.pipe.js';

const ID = { id: 'Id of a subscription' };
const DELIVERY = { id: 'Id of a delivery' };

@ApiTags('subscriptions')
@Controller()
export class SubscriptionsController {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Get('subscriptions')
  @Allow('subscription:read')
  @Operation({ summary: 'List webhooks by name', lists: subscriptionView, query: subscriptionListInput })
  async list(
    @Query(new QueryPipe(subscriptionListInput)) input: z.infer<typeof subscriptionListInput>,
  ): Promise<List<SubscriptionView>> {
    return listOf(await this.subscriptions.list(input));
  }

  @Post('subscriptions')
  @Allow('subscription:write')
  @Operation({
    summary: 'Add a webhook',
    description: 'Requests are signed as Standard Webhooks describes. The secret is answered this once.',
    body: createSubscriptionInput,
    answers: createdSubscriptionView,
    status: 201,
    problems: ['CONFLICT', 'EGRESS.DENIED', 'NOT_FOUND'],
    example: {
      name: 'soc',
      url: 'https://soc.example.com/hooks/fenceline',
      events: ['finding.*'],
      filter: { minSeverity: 'high' },
    },
  })
  create(
    @Caller() scope: Scope,
    @Body(new InputPipe(createSubscriptionInput)) input: z.infer<typeof createSubscriptionInput>,
  ): Promise<{ subscription: SubscriptionView; secret: string }> {
    return this.subscriptions.create(scope, input);
  }

  @Get('subscriptions/:id')
  @Allow('subscription:read')
  @Operation({ summary: 'Read a webhook', params: ID, answers: subscriptionView, problems: ['NOT_FOUND'] })
  read(@Param('id') id: string): Promise<SubscriptionView> {
    return this.subscriptions.read(id);
  }

  @Patch('subscriptions/:id')
  @Allow('subscription:write')
  @Operation({
    summary: 'Change a webhook',
    params: ID,
    body: updateSubscriptionInput,
    answers: subscriptionView,
    problems: ['NOT_FOUND', 'CONFLICT', 'EGRESS.DENIED'],
    example: { active: false },
  })
  update(
    @Caller() scope: Scope,
    @Param('id') id: string,
    @Body(new InputPipe(updateSubscriptionInput)) change: z.infer<typeof updateSubscriptionInput>,
  ): Promise<SubscriptionView> {
    return this.subscriptions.update(scope, id, change);
  }

  @Delete('subscriptions/:id')
  @Allow('subscription:write')
  @Operation({ summary: 'Remove a webhook', params: ID, status: 204, problems: ['NOT_FOUND'] })
  delete(@Caller() scope: Scope, @Param('id') id: string): Promise<void> {
    return this.subscriptions.delete(scope, id);
  }

  @Post('subscriptions/:id/test')
  @Allow('subscription:write')
  @Operation({
    summary: 'Send a test event to a webhook',
    params: ID,
    status: 202,
    answers: deliveryView,
    problems: ['NOT_FOUND'],
  })
  async test(@Caller() scope: Scope, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.read(await this.subscriptions.test(scope, id));
  }

  @Get('deliveries')
  @Allow('delivery:read')
  @Operation({ summary: 'List deliveries, newest first', lists: deliveryView, query: deliveryListInput })
  async listDeliveries(
    @Query(new QueryPipe(deliveryListInput)) input: z.infer<typeof deliveryListInput>,
  ): Promise<List<DeliveryView>> {
    return listOf(await this.deliveries.list(input));
  }

  @Get('deliveries/:id')
  @Allow('delivery:read')
  @Operation({
    summary: 'Read a delivery with its log',
    params: DELIVERY,
    answers: deliveryView,
    problems: ['NOT_FOUND'],
  })
  readDelivery(@Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.read(id);
  }

  @Post('deliveries/:id/replay')
  @Allow('delivery:replay')
  @Operation({
    summary: 'Send a finished delivery again',
    description: 'The event keeps its id, so a receiver that saw it already can tell.',
    params: DELIVERY,
    status: 202,
    answers: deliveryView,
    problems: ['NOT_FOUND', 'CONFLICT'],
  })
  replay(@Caller() scope: Scope, @Param('id') id: string): Promise<DeliveryView> {
    return this.deliveries.replay(scope, id);
  }
}
