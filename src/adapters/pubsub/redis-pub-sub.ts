import { Redis } from 'ioredis';
import { Listeners } from './listeners.js';
import type { PubSub, Topic, Topics } from './pub-sub.js';

const PREFIX = 'fenceline:';

/** {@link PubSub} on Redis channels; ioredis subscribes again after a lost connection. */
export class RedisPubSub implements PubSub {
  readonly #listeners = new Listeners();
  readonly #sender: Redis;
  readonly #receiver: Redis;

  constructor(url: string, onError: (error: Error) => void) {
    this.#sender = new Redis(url, { maxRetriesPerRequest: 1, enableOfflineQueue: true, commandTimeout: 3_000 });
    this.#receiver = new Redis(url, { maxRetriesPerRequest: null });
    for (const connection of [this.#sender, this.#receiver]) connection.on('error', onError);
    this.#receiver.on('message', (channel: string, text: string) => {
      this.#listeners.dispatch(channel.slice(PREFIX.length), text);
    });
  }

  async publish<T extends Topic>(topic: T, message: Topics[T]): Promise<void> {
    await this.#sender.publish(PREFIX + topic, JSON.stringify(message));
  }

  async subscribe<T extends Topic>(topic: T, listener: (message: Topics[T]) => void): Promise<() => void> {
    await this.#receiver.subscribe(PREFIX + topic);
    return this.#listeners.add(topic, listener as (message: unknown) => void);
  }

  close(): Promise<void> {
    this.#sender.disconnect();
    this.#receiver.disconnect();
    return Promise.resolve();
  }
}
