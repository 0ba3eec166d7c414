import { Inject, Injectable, Logger } from '@nestjs/common';
import { StopSignal } from '#src/adapters/queue/stop-signal.js';
import type { Sink, SinkOutcome } from '#src/adapters/sinks/sink.js';
import {
  type ClaimedDelivery,
  DeliveriesRepository,
  type DeliveryVerdict,
} from '#src/adapters/store/deliveries.repository.js';
import { subscriptionSecretBinding, SubscriptionsRepository } from '#src/adapters/store/subscriptions.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import { messageOf } from '#src/lib/problem.js';
import { nextRetryMs } from './retry-schedule.js';
import { SenderShare } from './sender-share.js';

/** Injection token of the {@link Sink} deliveries go to. */
export const SINK = Symbol('SINK');

/** Longer than an attempt can take, so that nobody else starts one while it runs. */
const HOLD_MARGIN_MS = 30_000;

/** How long one job goes on with further events of a receiver that accepts them. */
const DRAIN_MS = 20_000;

/**
 * Makes one attempt to deliver one event, writes the log line, and decides what follows. While a receiver accepts, the
 * same job goes on with its next events, so a backlog drains as fast as the receiver can take it; a receiver that is slow
 * or fails holds few senders and only for one attempt each.
 */
@Injectable()
export class DeliverStage {
  readonly #log = new Logger('Deliver');
  readonly #share: SenderShare;

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly vault: Vault,
    private readonly stopSignal: StopSignal,
    @Inject(SINK) private readonly sink: Sink,
    @Inject(CONFIG) private readonly config: Config,
  ) {
    this.#share = new SenderShare(config.worker.concurrency);
  }

  /** Does nothing when the delivery is not due any more: a repeated job sends nothing twice. */
  async run(deliveryId: string): Promise<void> {
    const subscriptionId = await this.deliveries.subscriptionOf(deliveryId);
    if (subscriptionId === undefined) return;
    const holdMs = this.config.webhook.timeoutMs + HOLD_MARGIN_MS;
    await this.#share.use(subscriptionId, async () => {
      const end = performance.now() + DRAIN_MS;
      let next = await this.deliveries.claim(deliveryId, holdMs);
      while (next !== undefined) {
        const accepted = await this.#deliver(next);
        const goOn = accepted && performance.now() < end && !this.stopSignal.isDraining;
        next = goOn ? await this.deliveries.claimNext(subscriptionId, holdMs) : undefined;
      }
    });
  }

  /** True when the receiver accepted it. */
  async #deliver({ id, subscriptionId, eventId, payload, attempts }: ClaimedDelivery): Promise<boolean> {
    const outcome = await this.#attempt(subscriptionId, eventId, payload);
    if (outcome === null) return false;
    await this.deliveries.record(id, attempts, outcome, verdictOf(outcome, attempts));
    if (outcome.result === 'gone') {
      await this.subscriptions.disable(subscriptionId, 'The receiver answered 410 Gone');
      this.#log.warn(`Subscription ${subscriptionId} is switched off: its receiver answered 410 Gone`);
    }
    return outcome.result === 'accepted';
  }

  /** Null when the subscription was switched off or removed meanwhile: its deliveries wait until it is on again. */
  async #attempt(subscriptionId: string, id: string, payload: unknown): Promise<SinkOutcome | null> {
    const subscription = await this.subscriptions.findSealed(subscriptionId);
    if (subscription?.active !== true) return null;
    try {
      const secret = this.vault.open(subscription, subscriptionSecretBinding(subscriptionId));
      const body = JSON.stringify(payload);
      return await this.sink.send({ id, url: subscription.url, secret, body }, this.stopSignal.signal);
    } catch (error) {
      this.#log.error(`Delivery of ${id} could not be prepared: ${messageOf(error)}`);
      return { result: 'refused', status: null, durationMs: 0, error: 'the event could not be signed' };
    }
  }
}

function verdictOf({ result, retryAfterMs }: SinkOutcome, attempts: number): DeliveryVerdict {
  if (result === 'accepted') return { state: 'DELIVERED' };
  const retryMs = result === 'gone' ? null : nextRetryMs(attempts, retryAfterMs);
  return retryMs === null ? { state: 'DEAD' } : { state: 'PENDING', retryMs };
}
