import { Inject, Injectable } from '@nestjs/common';
import { randomBytes, randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { EgressGuard } from '#src/adapters/egress/egress-guard.js';
import { guardFor } from '#src/adapters/egress/guard-for.js';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { DeliveriesRepository } from '#src/adapters/store/deliveries.repository.js';
import {
  SubscriptionsRepository,
  subscriptionSecretBinding,
  type SubscriptionFilter,
  type SubscriptionRow,
} from '#src/adapters/store/subscriptions.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import type { Config } from '#src/config/config.js';
import { CLOCK, CONFIG } from '#src/config/config.token.js';
import type { Clock } from '#src/lib/clock.js';
import { Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';
import type { Scope } from '../auth/scope.js';
import { ClustersService } from '../clusters/clusters.service.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page, type PageRequest } from '../paging/page.js';
import { withUniqueName } from '../store/name-taken.js';
import { TenantsService } from '../tenants/tenants.service.js';
import type { createSubscriptionInput, SubscriptionView, updateSubscriptionInput } from './subscription.view.js';

type Wish = z.infer<typeof createSubscriptionInput>['filter'];

const storedFilter = z
  .looseObject({
    tenants: z.array(z.string()).nullable().catch(null).default(null),
    clusters: z.array(z.string()).nullable().catch(null).default(null),
    minSeverity: z.enum(['info', 'low', 'medium', 'high', 'critical']).nullable().catch(null).default(null),
  })
  .catch({ tenants: null, clusters: null, minSeverity: null });

/** Webhooks: who is told what. */
@Injectable()
export class SubscriptionsService {
  private readonly guard: EgressGuard;

  constructor(
    private readonly subscriptions: SubscriptionsRepository,
    private readonly deliveries: DeliveriesRepository,
    private readonly clusters: ClustersService,
    private readonly tenants: TenantsService,
    private readonly audit: AuditRepository,
    private readonly vault: Vault,
    @Inject(CONFIG) config: Config,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.guard = guardFor('PUBLIC', config);
  }

  /** By name. */
  async list({ first, after }: PageRequest): Promise<Page<SubscriptionView>> {
    const rows = await this.subscriptions.list(first + 1, decodeCursor(after, z.tuple([z.string()]))?.[0]);
    return pageOf(rows, first, ({ name }) => encodeCursor([name]), viewOf);
  }

  /** @throws Problem `NOT_FOUND` */
  async read(id: string): Promise<SubscriptionView> {
    const row = z.uuid().safeParse(id).success ? await this.subscriptions.find(id) : null;
    if (row === null) throw noSuchSubscription();
    return viewOf(row);
  }

  /** Adds a webhook; its secret is answered this once. @throws Problem `EGRESS.DENIED`, `CONFLICT` */
  async create(
    scope: Scope,
    { name, url, events, filter, secret = newSecret() }: z.infer<typeof createSubscriptionInput>,
  ): Promise<{ subscription: SubscriptionView; secret: string }> {
    await this.guard.checkUrl(url, 'url');
    const id = randomUUID();
    const sealed = this.vault.seal(new Secret(secret), subscriptionSecretBinding(id));
    const stored = await this.filterOf(scope, filter);
    const row = await withUniqueName('subscription', 'name', name, () =>
      this.subscriptions.create({ id, name, url, events, filter: stored, secret: sealed }),
    );
    await this.note(scope, 'subscription.create', id, { name, events, filter: stored });
    return { subscription: viewOf(row), secret };
  }

  /** @throws Problem `NOT_FOUND`, `EGRESS.DENIED`, `CONFLICT` */
  async update(scope: Scope, id: string, change: z.infer<typeof updateSubscriptionInput>): Promise<SubscriptionView> {
    await this.read(id);
    const { name, url, events, filter, active } = change;
    if (url !== undefined) await this.guard.checkUrl(url, 'url');
    const stored = filter === undefined ? {} : { filter: await this.filterOf(scope, filter) };
    const row = await withUniqueName('subscription', 'name', name ?? '', () =>
      this.subscriptions.update(id, {
        ...(name === undefined ? {} : { name }),
        ...(url === undefined ? {} : { url }),
        ...(events === undefined ? {} : { events }),
        ...(active === undefined ? {} : { active }),
        ...stored,
      }),
    );
    if (row === null) throw noSuchSubscription();
    await this.note(scope, 'subscription.update', id, { ...change });
    return viewOf(row);
  }

  /** @throws Problem `NOT_FOUND` */
  async delete(scope: Scope, id: string): Promise<void> {
    const { name } = await this.read(id);
    await this.subscriptions.remove(id);
    await this.note(scope, 'subscription.delete', id, { name });
  }

  /** Sends a test event to one webhook. @returns the id of its delivery @throws Problem `NOT_FOUND` */
  async test(scope: Scope, id: string): Promise<string> {
    const { name } = await this.read(id);
    const deliveryId = randomUUID();
    const eventId = randomUUID();
    const payload = { type: 'test', timestamp: this.clock.now().toISOString(), data: { subscription: name } };
    await this.deliveries.add({ id: deliveryId, subscriptionId: id, eventId, topic: 'test', key: eventId, payload });
    await this.note(scope, 'subscription.test', id, { delivery: deliveryId });
    return deliveryId;
  }

  private async filterOf(scope: Scope, { tenants, clusters, minSeverity }: Wish): Promise<SubscriptionFilter> {
    for (const slug of tenants ?? []) await this.tenants.row(scope, slug);
    const ids: string[] = [];
    for (const cluster of clusters ?? []) ids.push((await this.clusters.row(scope, cluster)).uid);
    return {
      ...(tenants === undefined ? {} : { tenants }),
      ...(clusters === undefined ? {} : { clusters: ids }),
      ...(minSeverity === undefined ? {} : { minSeverity }),
    };
  }

  private note(scope: Scope, action: string, id: string, facts: Readonly<Record<string, unknown>>): Promise<void> {
    return this.audit.record({ principal: scope.principal.id, action, subject: `subscription ${id}`, facts });
  }
}

function viewOf(row: SubscriptionRow): SubscriptionView {
  const { tenants, clusters, minSeverity } = storedFilter.parse(row.filter);
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    events: row.events,
    filter: { tenants, clusters, minSeverity },
    active: row.active,
    disabledReason: row.disabledReason,
    createdAt: row.createdAt.toISOString(),
  };
}

/** Standard Webhooks: 24 to 64 random bytes in base64 behind `whsec_`. */
function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function noSuchSubscription(): Problem {
  return new Problem('NOT_FOUND', 'There is no such subscription');
}
