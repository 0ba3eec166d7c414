import { Inject, Injectable } from '@nestjs/common';
import { ClustersRepository } from '#src/adapters/store/clusters.repository.js';
import { DeliveriesRepository, type NewDelivery, type OutboxEvent } from '#src/adapters/store/deliveries.repository.js';
import { type SubscriptionFilter, SubscriptionsRepository } from '#src/adapters/store/subscriptions.repository.js';
import { TenantsRepository } from '#src/adapters/store/tenants.repository.js';
import { uuidV7 } from '#src/adapters/store/uuid-v7.js';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import { eventBody } from './event-body.js';
import { type NamedEvent, wantsEvent } from './wants-event.js';

const BATCH = 200;

/** Fans outbox events out into one delivery for each subscription that asked for them. */
@Injectable()
export class RelayStage {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly tenants: TenantsRepository,
    private readonly clusters: ClustersRepository,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Relays everything that waits. Returns how many events. */
  async run(): Promise<number> {
    let relayed = 0;
    for (;;) {
      const count = await this.deliveries.relay(BATCH, (events) => this.#fanOut(events));
      relayed += count;
      if (count < BATCH) return relayed;
    }
  }

  async #fanOut(events: readonly OutboxEvent[]): Promise<NewDelivery[]> {
    const subscriptions = await this.subscriptions.active();
    if (subscriptions.length === 0) return [];
    const named = await this.#named(events);
    return named.flatMap((one) =>
      subscriptions.flatMap((subscription) => {
        const filter = subscription.filter as SubscriptionFilter;
        if (!wantsEvent(subscription.events, filter, one)) return [];
        const { eventId, topic, key } = one.event;
        const payload = eventBody(one, filter, this.config.publicUrl);
        return [{ id: uuidV7(), subscriptionId: subscription.id, eventId, topic, key, payload }];
      }),
    );
  }

  async #named(events: readonly OutboxEvent[]): Promise<NamedEvent[]> {
    const slugs = new Map((await this.tenants.names()).map(({ id, slug }) => [id, slug]));
    const clusters = await this.clusters.refs(events.map(({ clusterId }) => clusterId));
    return events.map((event) => ({
      event,
      // A tenant deleted meanwhile keeps its place without its name, so that no receiver bound to tenants gets more.
      tenants: event.tenantIds.map((id) => slugs.get(id) ?? '').sort(),
      cluster: clusters.get(event.clusterId)?.id ?? null,
    }));
  }
}
