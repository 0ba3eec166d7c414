import { Webhook } from 'standardwebhooks';
import { request, type Agent, type Dispatcher } from 'undici';
import { guardFor } from '#src/adapters/egress/guard-for.js';
import type { Sink, SinkConfig, SinkMessage, SinkOutcome } from '../sink.js';
import { parseRetryAfter } from './retry-after.js';
import { transportError } from './transport-error.js';

/** More of an answer than this is not read; its content is of no interest. */
const ANSWER_BYTES = 16 * 1024;

/**
 * HTTP POST signed by Standard Webhooks 1.0.0, with a structured CloudEvent as its body. Only 2xx is success; a
 * redirect is a failure and never followed; every connection passes the egress guard.
 */
export class WebhookSink implements Sink {
  readonly #agent: Agent;
  readonly #timeoutMs: number;

  constructor(config: SinkConfig) {
    this.#timeoutMs = config.webhook.timeoutMs;
    this.#agent = guardFor('PUBLIC', config).agent({
      connections: 4,
      connectTimeoutMs: Math.min(10_000, this.#timeoutMs),
      headersTimeoutMs: this.#timeoutMs,
      bodyTimeoutMs: this.#timeoutMs,
    });
  }

  async send({ id, url, secret, body }: SinkMessage, signal?: AbortSignal): Promise<SinkOutcome> {
    const started = performance.now();
    const timeout = AbortSignal.timeout(this.#timeoutMs);
    try {
      const answer = await request(url, {
        method: 'POST',
        dispatcher: this.#agent,
        body,
        headers: headersOf(id, secret.reveal(), body),
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      // Reading a little lets the connection be used again; that the rest is cut off changes nothing.
      await answer.body.dump({ limit: ANSWER_BYTES }).catch(() => undefined);
      return { durationMs: performance.now() - started, ...judge(answer) };
    } catch (error) {
      const text = timeout.aborted ? `no answer within ${this.#timeoutMs / 1000} seconds` : transportError(error);
      return { result: 'refused', status: null, durationMs: performance.now() - started, error: text };
    }
  }

  async close(): Promise<void> {
    await this.#agent.destroy();
  }
}

function headersOf(id: string, secret: string, body: string): Record<string, string> {
  const at = new Date();
  return {
    'content-type': 'application/cloudevents+json; charset=utf-8',
    'user-agent': 'Fenceline-Webhook/1',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, at, body),
  };
}

function judge({ statusCode: status, headers }: Dispatcher.ResponseData): Omit<SinkOutcome, 'durationMs'> {
  if (status >= 200 && status < 300) return { result: 'accepted', status, error: null };
  if (status === 410)
    return { result: 'gone', status, error: 'the receiver answered 410 Gone: it wants no more events' };
  const retryAfterMs = parseRetryAfter(headers['retry-after'], Date.now());
  const error =
    status >= 300 && status < 400
      ? `the receiver answered ${status}; redirects are not followed: register the final address`
      : `the receiver answered ${status}`;
  return { result: 'refused', status, error, ...(retryAfterMs === undefined ? {} : { retryAfterMs }) };
}
