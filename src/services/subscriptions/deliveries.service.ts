import { Injectable } from '@nestjs/common';
import { z } from 'zod';
import { AuditRepository } from '#src/adapters/store/audit.repository.js';
import { DeliveriesRepository } from '#src/adapters/store/deliveries.repository.js';
import { Problem } from '#src/lib/problem.js';
import type { Scope } from '../auth/scope.js';
import { decodeCursor, encodeCursor } from '../paging/cursor.js';
import { pageOf, type Page } from '../paging/page.js';
import { deliveryView, type deliveryListInput, type DeliveryView } from './subscription.view.js';

type Row = Awaited<ReturnType<DeliveriesRepository['list']>>[number];
type Attempt = NonNullable<Awaited<ReturnType<DeliveriesRepository['find']>>>['log'][number];

/** Attempts an answer shows. */
const ATTEMPTS = 20;

/** What was sent to whom, and how that went. */
@Injectable()
export class DeliveriesService {
  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly audit: AuditRepository,
  ) {}

  /** Newest first; the log of attempts is part of a single delivery only. */
  async list({ first, after, subscription, state }: z.infer<typeof deliveryListInput>): Promise<Page<DeliveryView>> {
    const before = decodeCursor(after, z.tuple([z.uuid()]))?.[0];
    const rows = await this.deliveries.list({
      first: first + 1,
      ...(subscription === undefined ? {} : { subscriptionId: subscription }),
      ...(state === undefined ? {} : { state }),
      ...(before === undefined ? {} : { after: before }),
    });
    return pageOf(
      rows,
      first,
      ({ id }) => encodeCursor([id]),
      (row) => viewOf(row, []),
    );
  }

  /** @throws Problem `NOT_FOUND` */
  async read(id: string): Promise<DeliveryView> {
    const row = z.uuid().safeParse(id).success ? await this.deliveries.find(id) : null;
    if (row === null) throw noSuchDelivery();
    return viewOf(row, row.log);
  }

  /** Sends a finished delivery again under its old id. @throws Problem `NOT_FOUND`, `CONFLICT` while it is pending */
  async replay(scope: Scope, id: string): Promise<DeliveryView> {
    const { subscriptionId } = await this.read(id);
    if (!(await this.deliveries.replay(id)))
      throw new Problem('CONFLICT', 'This delivery is still being tried: it needs no replay');
    await this.audit.record({
      principal: scope.principal.id,
      action: 'delivery.replay',
      subject: `delivery ${id}`,
      facts: { subscriptionId },
    });
    return this.read(id);
  }
}

function viewOf(row: Row, log: readonly Attempt[]): DeliveryView {
  const state = deliveryView.shape.state.parse(row.state);
  return {
    id: row.id,
    subscriptionId: row.subscriptionId,
    eventId: row.eventId,
    topic: row.topic,
    state,
    attempts: row.attempts,
    nextAt: state === 'PENDING' ? row.nextAt.toISOString() : null,
    createdAt: row.createdAt.toISOString(),
    deliveredAt: row.deliveredAt?.toISOString() ?? null,
    log: log
      .slice(-ATTEMPTS)
      .reverse()
      .map(({ number, at, status, durationMs, error }) => ({
        number,
        at: at.toISOString(),
        status,
        durationMs,
        error,
      })),
  };
}

function noSuchDelivery(): Problem {
  return new Problem('NOT_FOUND', 'There is no such delivery');
}
