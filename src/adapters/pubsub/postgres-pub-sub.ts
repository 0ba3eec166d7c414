import { Client, Pool } from 'pg';
import { setTimeout as sleep } from 'node:timers/promises';
import { Listeners } from './listeners.js';
import type { PubSub, Topic, Topics } from './pub-sub.js';

const CHANNEL = 'fenceline_events';
const RECONNECT_MS = 1_000;

/**
 * {@link PubSub} on LISTEN/NOTIFY. One connection listens for all topics and is opened again when it breaks; messages
 * sent meanwhile are missed, as the contract allows.
 */
export class PostgresPubSub implements PubSub {
  readonly #listeners = new Listeners();
  readonly #sender: Pool;
  readonly #closing = new AbortController();
  #receiver: Promise<Client | undefined> | undefined;

  constructor(
    private readonly url: string,
    private readonly onError: (error: Error) => void,
  ) {
    this.#sender = new Pool({ connectionString: url, max: 1, application_name: 'fenceline-publish' });
    this.#sender.on('error', onError);
  }

  async publish<T extends Topic>(topic: T, message: Topics[T]): Promise<void> {
    await this.#sender.query('SELECT pg_notify($1, $2)', [CHANNEL, `${topic} ${JSON.stringify(message)}`]);
  }

  async subscribe<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): Promise<() => void> {
    this.#receiver ??= this.#listen().catch((error: unknown) => {
      this.#receiver = undefined;
      throw error;
    });
    await this.#receiver;
    return this.#listeners.add(topic, listener as (message: unknown) => void);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const receiver = await this.#receiver?.catch(() => undefined);
    await receiver?.end();
    await this.#sender.end();
  }

  async #listen(): Promise<Client> {
    const client = new Client({ connectionString: this.url, keepAlive: true, application_name: 'fenceline-listen' });
    client.on('notification', ({ payload = '' }) => {
      const space = payload.indexOf(' ');
      this.#listeners.dispatch(payload.slice(0, space), payload.slice(space + 1));
    });
    client.on('error', this.onError);
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    client.on('end', () => {
      if (!this.#closing.signal.aborted) this.#receiver = this.#listenAgain();
    });
    return client;
  }

  async #listenAgain(): Promise<Client | undefined> {
    while (!this.#closing.signal.aborted) {
      await sleep(RECONNECT_MS, undefined, { signal: this.#closing.signal, ref: false }).catch(() => undefined);
      try {
        return await this.#listen();
      } catch (error) {
        this.onError(error as Error);
      }
    }
    return undefined;
  }
}
