import type { Config } from '#src/config/config.js';
import type { Secret } from '#src/lib/secret.js';

/** One attempt to hand one event to one receiver. */
export interface SinkMessage {
  /** The same for every attempt, so that a receiver recognises repetitions. */
  readonly id: string;
  readonly url: string;
  readonly secret: Secret;
  /** JSON text of at most 20 KB. */
  readonly body: string;
}

/** What a receiver made of an attempt. */
export interface SinkOutcome {
  /** `gone`: the receiver asked never to be called again. */
  readonly result: 'accepted' | 'refused' | 'gone';
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  readonly durationMs: number;
  /** Why it was not accepted, safe to show to the subscription's owner. */
  readonly error: string | null;
  /** How long the receiver asked us to wait. */
  readonly retryAfterMs?: number;
}

/** A kind of receiver. Never throws: a failed attempt is an outcome. */
export interface Sink {
  send(message: SinkMessage, signal?: AbortSignal): Promise<SinkOutcome>;
  close(): Promise<void>;
}

/** What every sink is made from. */
export type SinkConfig = Pick<Config, 'egress' | 'webhook' | 'databaseUrl' | 'redisUrl'>;
