import type { Sink, SinkConfig } from './sink.js';
import { WebhookSink } from './webhook/webhook.sink.js';

/** Every kind of receiver, by the name a subscription gives. */
export const SINKS = {
  webhook: (config: SinkConfig): Sink => new WebhookSink(config),
} as const satisfies Record<string, (config: SinkConfig) => Sink>;
