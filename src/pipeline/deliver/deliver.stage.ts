import { Inject, Injectable, Logger } from '@nestjs/common';
import { StopSignal } from '#src/adapters/queue/stop-signal.js';
import type { Sink, SinkOutcome } from '#src/adapters/sinks/sink.js';
import { DeliveriesRepository, type DeliveryVerdict } from '#src/adapters/store/deliveries.repository.js';
import { subscriptionSecretBinding, SubscriptionsRepository } from '#src/adapters/store/subscriptions.repository.js';
import { Vault } from '#src/adapters/vault/vault.js';
import { CONFIG } from '#src/config/config.token.js';
import type { Config } from '#src/config/config.js';
import { messageOf } from '#src/lib/problem.js';
import { nextRetryMs } from './retry-schedule.js';

/** Injection token of the {@link Sink} deliveries go to. */
export const SINK = Symbol('SINK');

/** Longer than an attempt can take, so that nobody else starts one while it runs. */
const HOLD_MARGIN_MS = 30_000;

/** Makes one attempt to deliver one event, writes the log line, and decides what follows. */
@Injectable()
export class DeliverStage {
  readonly #log = new Logger('Deliver');

  constructor(
    private readonly deliveries: DeliveriesRepository,
    private readonly subscriptions: SubscriptionsRepository,
    private readonly vault: Vault,
    private readonly stopSignal: StopSignal,
    @Inject(SINK) private readonly sink: Sink,
    @Inject(CONFIG) private readonly config: Config,
  ) {}

  /** Does nothing when the delivery is not due any more: a repeated job sends nothing twice. */
  async run(deliveryId: string): Promise<void> {
    const delivery = await this.deliveries.claim(deliveryId, this.config.webhook.timeoutMs + HOLD_MARGIN_MS);
    if (delivery === null) return;
    const { subscriptionId, eventId, payload, attempts } = delivery;
    const outcome = await this.#attempt(subscriptionId, eventId, payload);
    if (outcome === null) return;
    await this.deliveries.record(deliveryId, attempts, outcome, verdictOf(outcome, attempts));
    if (outcome.result === 'gone') {
      await this.subscriptions.disable(subscriptionId, 'The receiver answered 410 Gone');
      this.#log.warn(`Subscription ${subscriptionId} is switched off: its receiver answered 410 Gone`);
    }
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
