import { setImmediate as nextTurn } from 'node:timers/promises';

/** Longest stretch of work before other work gets a turn; longer ones would cost a worker its job locks. */
const SLICE_MS = 20;

/** Maps a long list without holding the event loop: gives way every few milliseconds. */
export async function inSlices<T, R>(items: readonly T[], work: (item: T, index: number) => R): Promise<R[]> {
  const results: R[] = [];
  let started = performance.now();
  for (const [index, item] of items.entries()) {
    results.push(work(item, index));
    if ((index & 63) === 63 && performance.now() - started > SLICE_MS) {
      await nextTurn();
      started = performance.now();
    }
  }
  return results;
}
