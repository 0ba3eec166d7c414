/** How many items of answers are kept. */
const MAX_ITEMS = 200_000;

interface Kept<T> {
  readonly answer: Promise<readonly T[]>;
  items: number;
}

/**
 * Keeps lists that never change under their key, least recently used first out. Callers that ask at the same time wait
 * for one computation; a computation that failed is not kept.
 */
export class AnswerCache<T> {
  private readonly kept = new Map<string, Kept<T>>();
  private items = 0;

  constructor(private readonly maxItems = MAX_ITEMS) {}

  /** The answer of a key, computed when it is not kept. */
  get(key: string, compute: () => Promise<readonly T[]>): Promise<readonly T[]> {
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.answer;
    }
    const entry: Kept<T> = { answer: compute(), items: 0 };
    this.kept.set(key, entry);
    entry.answer.then(
      (list) => {
        if (this.kept.get(key) !== entry) return;
        // Even an empty answer takes room.
        entry.items = list.length + 1;
        this.items += entry.items;
        this.evict();
      },
      () => this.kept.delete(key),
    );
    return entry.answer;
  }

  private evict(): void {
    for (const [key, { items }] of this.kept) {
      if (this.items <= this.maxItems) return;
      this.kept.delete(key);
      this.items -= items;
    }
  }
}
