import type { Topic } from './pub-sub.js';

type Listener = (message: unknown) => void;

/** The local subscribers of each topic. */
export class Listeners {
  readonly #byTopic = new Map<string, Set<Listener>>();

  /** Adds a listener and returns the function that removes it. */
  add(topic: Topic, listener: Listener): () => void {
    const listeners = this.#byTopic.get(topic) ?? new Set();
    this.#byTopic.set(topic, listeners);
    listeners.add(listener);
    return () => listeners.delete(listener);
  }

  /** Hands a received text to the listeners of its topic; text that is not JSON is not ours and is dropped. */
  dispatch(topic: string, text: string): void {
    const listeners = this.#byTopic.get(topic);
    if (listeners === undefined || listeners.size === 0) return;
    let message: unknown;
    try {
      message = JSON.parse(text);
    } catch {
      return;
    }
    for (const listener of listeners) listener(message);
  }
}
