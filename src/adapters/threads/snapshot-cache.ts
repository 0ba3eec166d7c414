import { Problem } from '#src/lib/problem.js';
import type { SnapshotFacts } from '#src/engine/model/snapshot-facts.js';
import { LoadedSnapshot } from './loaded-snapshot.js';
import type { SentSnapshot } from './thread-message.js';

/** Together about as much as one snapshot of the largest size collection accepts. */
const MAX_WEIGHT = 300_000;

/**
 * The snapshots a thread keeps built, least recently used first out. Snapshots are immutable, so nothing in here is
 * ever stale. Invariant: the newest stays even when it alone is over the limit.
 */
export class SnapshotCache {
  readonly #held = new Map<string, LoadedSnapshot>();
  #weight = 0;

  constructor(private readonly maxWeight = MAX_WEIGHT) {}

  /** The snapshot behind a request; its facts must have been sent unless this cache still holds it. */
  take({ key, facts }: SentSnapshot): LoadedSnapshot {
    const held = this.#held.get(key);
    const snapshot = held ?? (facts === undefined ? undefined : new LoadedSnapshot(facts));
    if (snapshot === undefined) throw new Problem('INTERNAL', `snapshot ${key} was not sent to the engine thread`);
    this.#held.delete(key);
    this.#held.set(key, snapshot);
    if (held === undefined) this.#weight += weightOf(snapshot.facts);
    this.#evict();
    return snapshot;
  }

  /** Keys held now, oldest first. */
  keys(): string[] {
    return [...this.#held.keys()];
  }

  #evict(): void {
    for (const [key, snapshot] of this.#held) {
      if (this.#weight <= this.maxWeight || this.#held.size === 1) return;
      this.#held.delete(key);
      this.#weight -= weightOf(snapshot.facts);
    }
  }
}

function weightOf(facts: SnapshotFacts): number {
  return facts.objects.length + facts.podGroups.reduce((sum, group) => sum + 1 + group.members.length / 4, 0);
}
