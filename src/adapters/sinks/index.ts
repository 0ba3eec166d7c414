import type { Config } from '#src/config/config.js';
import type { Sink } from './sink.js';
import { WebhookSink } from './webhook/webhook.sink.js';

/** What every sink is made from. */
export type SinkConfig = Pick<Config, 'egress' | 'webhook'>;

/** Every kind of receiver, by the name a subscription gives. */
export const SINKS = {
  webhook: (config: SinkConfig): Sink => new WebhookSink(config),
} as const satisfies Record<string, (config: SinkConfig) => Sink>;
