import { Injectable } from '@nestjs/common';
import type { SealBinding, SealedRecord } from '#src/adapters/vault/vault.js';
import type { Prisma, Subscription } from './generated/client.js';
import { Store } from './store.js';

/** Which events a receiver wants; everything of the named kinds when a part is left out. */
export interface SubscriptionFilter {
  /** Tenant slugs; names of other tenants are then kept out of what is sent. */
  readonly tenants?: readonly string[];
  /** Public ids of clusters. */
  readonly clusters?: readonly string[];
  readonly minSeverity?: 'info' | 'low' | 'medium' | 'high' | 'critical';
}

/** A subscription as people see it: never with its secret. */
export type SubscriptionRow = Omit<Subscription, 'kid' | 'wrappedKey' | 'ciphertext'>;

/** A new subscription; `id` is chosen by the caller because the sealed secret is bound to it. */
export interface NewSubscription {
  readonly id: string;
  readonly name: string;
  readonly url: string;
  /** Topics such as `finding.opened`; `finding.*` and `*` stand for several. */
  readonly events: readonly string[];
  readonly filter: SubscriptionFilter;
  readonly secret: SealedRecord;
}

/** What may change later. */
export type SubscriptionChange = Partial<Omit<NewSubscription, 'id'>> & { readonly active?: boolean };

/** Binds a sealed signing secret to its subscription: it opens for no other one. */
export function subscriptionSecretBinding(id: string): SealBinding {
  return { table: 'subscription', clusterId: 0, recordId: id, version: 1 };
}

const WITHOUT_SECRET = { kid: true, wrappedKey: true, ciphertext: true } as const;

/** Outgoing webhooks. */
@Injectable()
export class SubscriptionsRepository {
  constructor(private readonly store: Store) {}

  /** @throws the store's unique violation when the name is taken */
  create({ secret, ...row }: NewSubscription): Promise<SubscriptionRow> {
    const data = { ...row, events: [...row.events], filter: json(row.filter), ...sealed(secret) };
    return this.store.prisma.subscription.create({ data, omit: WITHOUT_SECRET });
  }

  /** One subscription, or null. */
  find(id: string): Promise<SubscriptionRow | null> {
    return this.store.prisma.subscription.findUnique({ where: { id }, omit: WITHOUT_SECRET });
  }

  /** One subscription with its sealed signing secret, for the sender only. */
  findSealed(id: string): Promise<Subscription | null> {
    return this.store.prisma.subscription.findUnique({ where: { id } });
  }

  /** Subscriptions by name. */
  list(first: number, afterName?: string): Promise<SubscriptionRow[]> {
    return this.store.prisma.subscription.findMany({
      ...(afterName === undefined ? {} : { where: { name: { gt: afterName } } }),
      orderBy: { name: 'asc' },
      take: first,
      omit: WITHOUT_SECRET,
    });
  }

  /** All that receive events now. */
  active(): Promise<SubscriptionRow[]> {
    return this.store.prisma.subscription.findMany({
      where: { active: true },
      orderBy: { id: 'asc' },
      omit: WITHOUT_SECRET,
    });
  }

  /** Changes what is given; null when the subscription is unknown. Switching it on clears why it was switched off. */
  async update(id: string, change: SubscriptionChange): Promise<SubscriptionRow | null> {
    const { secret, filter, events, ...plain } = change;
    const { count } = await this.store.prisma.subscription.updateMany({
      where: { id },
      data: {
        ...plain,
        ...(events === undefined ? {} : { events: [...events] }),
        ...(filter === undefined ? {} : { filter: json(filter) }),
        ...(secret === undefined ? {} : sealed(secret)),
        ...(change.active === true ? { disabledReason: null } : {}),
      },
    });
    return count === 0 ? null : this.find(id);
  }

  /** Stops sending to a receiver that does not want or cannot take events any more. */
  async disable(id: string, reason: string): Promise<void> {
    await this.store.prisma.subscription.updateMany({ where: { id }, data: { active: false, disabledReason: reason } });
  }

  /** Removes a subscription with its deliveries. False when it is unknown. */
  async remove(id: string): Promise<boolean> {
    const { count } = await this.store.prisma.subscription.deleteMany({ where: { id } });
    return count === 1;
  }
}

function sealed({ kid, wrappedKey, ciphertext }: SealedRecord): {
  kid: string;
  wrappedKey: Uint8Array<ArrayBuffer>;
  ciphertext: Uint8Array<ArrayBuffer>;
} {
  return { kid, wrappedKey: Uint8Array.from(wrappedKey), ciphertext: Uint8Array.from(ciphertext) };
}

function json(filter: SubscriptionFilter): Prisma.InputJsonValue {
  return filter as Prisma.InputJsonValue;
}
