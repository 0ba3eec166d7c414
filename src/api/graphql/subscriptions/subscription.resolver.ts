import { Args, Field, ID, Mutation, ObjectType, Parent, Query, ResolveField, Resolver } from '@nestjs/graphql';
import type { z } from 'zod';
import type { Scope } from '#src/services/auth/scope.js';
import { parseInput } from '#src/services/input/parse-input.js';
import { pageInput, type PageRequest } from '#src/services/paging/page.js';
import { DeliveriesService } from '#src/services/subscriptions/deliveries.service.js';
import {
  createSubscriptionInput,
  deliveryFilter,
  deliveryListInput,
  updateSubscriptionInput,
  type DeliveryView,
  type SubscriptionView,
} from '#src/services/subscriptions/subscription.view.js';
import { SubscriptionsService } from '#src/services/subscriptions/subscriptions.service.js';
import { Allow } from '../../auth/allow.js';
import { Caller } from '../../auth/caller.js';
import { connectionOf, PageArgs, type Connection } from '../schema/connection.js';
import { inputType, listArgsType } from '../schema/from-schema.js';
import { asNode, localIdOf, type NodeOf } from '../schema/global-id.js';
import { ListArgsPipe } from '../schema/list-args.pipe.js';
import { payload, payloadType, type Payload } from '../schema/payload.js';
import { DeliveryConnection, DeliveryType, SubscriptionConnection, SubscriptionType } from '../types.js';

type SubscriptionNode = NodeOf<SubscriptionView>;
type DeliveryNode = NodeOf<DeliveryView>;

@ObjectType({ description: 'A new webhook with its signing secret.' })
class NewSubscription {
  @Field(() => SubscriptionType)
  subscription: SubscriptionNode;

  @Field(() => String, { description: 'Signing secret, `whsec_…`; it is not shown again.' })
  secret: string;
}

const DeliveriesArgs = listArgsType('DeliveriesArgs', deliveryFilter);
const CreateSubscription = inputType(createSubscriptionInput);
const UpdateSubscription = inputType(updateSubscriptionInput);
const CreatePayload = payloadType('CreateSubscriptionPayload', 'created', () => NewSubscription);
const UpdatePayload = payloadType('UpdateSubscriptionPayload', 'subscription', () => SubscriptionType);
const DeletePayload = payloadType('DeleteSubscriptionPayload', 'deletedId', () => String);
const TestPayload = payloadType('TestSubscriptionPayload', 'delivery', () => DeliveryType);
const ReplayPayload = payloadType('ReplayDeliveryPayload', 'delivery', () => DeliveryType);

const id = () => Args('id', { type: () => ID });

@Resolver(() => SubscriptionType)
export class SubscriptionResolver {
  constructor(
    private readonly subscriptions: SubscriptionsService,
    private readonly deliveries: DeliveriesService,
  ) {}

  @Query(() => SubscriptionType, { description: 'One webhook.' })
  @Allow('subscription:read')
  async subscription(@id() subscription: string): Promise<SubscriptionNode> {
    return asNode('Subscription', await this.subscriptions.read(localIdOf('Subscription', subscription)));
  }

  @Query(() => SubscriptionConnection, { name: 'subscriptions', description: 'Webhooks by name.' })
  @Allow('subscription:read')
  async listSubscriptions(
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<SubscriptionNode>> {
    return connectionOf(await this.subscriptions.list(request), request.after, (view) => asNode('Subscription', view));
  }

  @Query(() => DeliveryType, { description: 'One delivery with its log.' })
  @Allow('delivery:read')
  async delivery(@id() delivery: string): Promise<DeliveryNode> {
    return asNode('Delivery', await this.deliveries.read(localIdOf('Delivery', delivery)));
  }

  @Query(() => DeliveryConnection, { name: 'deliveries', description: 'Deliveries, newest first, without their logs.' })
  @Allow('delivery:read')
  async listDeliveries(
    @Args({ type: () => DeliveriesArgs }, new ListArgsPipe(deliveryListInput)) input: z.infer<typeof deliveryListInput>,
  ): Promise<Connection<DeliveryNode>> {
    return connectionOf(await this.deliveries.list(input), input.after, (view) => asNode('Delivery', view));
  }

  @Mutation(() => CreatePayload, { description: 'Adds a webhook.' })
  @Allow('subscription:write')
  createSubscription(
    @Caller() scope: Scope,
    @Args('input', { type: () => CreateSubscription }) input: unknown,
  ): Promise<Payload<'created', NewSubscription>> {
    return payload('created', async () => {
      const { subscription, secret } = await this.subscriptions.create(
        scope,
        parseInput(createSubscriptionInput, input),
      );
      return { subscription: asNode('Subscription', subscription), secret };
    });
  }

  @Mutation(() => UpdatePayload, { description: 'Changes a webhook.' })
  @Allow('subscription:write')
  updateSubscription(
    @Caller() scope: Scope,
    @id() subscription: string,
    @Args('input', { type: () => UpdateSubscription }) input: unknown,
  ): Promise<Payload<'subscription', SubscriptionNode>> {
    return payload('subscription', async () => {
      const change = parseInput(updateSubscriptionInput, input);
      return asNode(
        'Subscription',
        await this.subscriptions.update(scope, localIdOf('Subscription', subscription), change),
      );
    });
  }

  @Mutation(() => DeletePayload, { description: 'Removes a webhook with its deliveries.' })
  @Allow('subscription:write')
  deleteSubscription(@Caller() scope: Scope, @id() subscription: string): Promise<Payload<'deletedId', string>> {
    return payload('deletedId', async () => {
      await this.subscriptions.delete(scope, localIdOf('Subscription', subscription));
      return subscription;
    });
  }

  @Mutation(() => TestPayload, { description: 'Sends a test event to a webhook.' })
  @Allow('subscription:write')
  testSubscription(@Caller() scope: Scope, @id() subscription: string): Promise<Payload<'delivery', DeliveryNode>> {
    return payload('delivery', async () => {
      const delivery = await this.subscriptions.test(scope, localIdOf('Subscription', subscription));
      return asNode('Delivery', await this.deliveries.read(delivery));
    });
  }

  @Mutation(() => ReplayPayload, { description: 'Sends a finished delivery again under its old id.' })
  @Allow('delivery:replay')
  replayDelivery(@Caller() scope: Scope, @id() delivery: string): Promise<Payload<'delivery', DeliveryNode>> {
    return payload('delivery', async () =>
      asNode('Delivery', await this.deliveries.replay(scope, localIdOf('Delivery', delivery))),
    );
  }

  @ResolveField('deliveries', () => DeliveryConnection, { description: 'What was sent to it, newest first.' })
  @Allow('delivery:read')
  async deliveriesOf(
    @Parent() { localId }: SubscriptionNode,
    @Args({ type: () => PageArgs }, new ListArgsPipe(pageInput)) request: PageRequest,
  ): Promise<Connection<DeliveryNode>> {
    const page = await this.deliveries.list({ ...request, subscription: localId });
    return connectionOf(page, request.after, (view) => asNode('Delivery', view));
  }
}
