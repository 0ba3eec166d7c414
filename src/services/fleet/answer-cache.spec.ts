import { expect, it } from 'vitest';
import { AnswerCache } from './answer-cache.js';

function counting(items: number) {
  const computed: string[] = [];
  const cache = new AnswerCache<number>(items);
  const get = (key: string, length = 1) =>
    cache.get(key, () => {
      computed.push(key);
      return Promise.resolve(Array.from({ length }, (_, i) => i));
    });
  return { cache, computed, get };
}

it('computes an answer once, also for callers that ask at the same time', async () => {
  const { computed, get } = counting(100);
  await Promise.all([get('a'), get('a'), get('b')]);
  await get('a');
  expect(computed).toEqual(['a', 'b']);
});

it('drops what was not asked for longest when there is too much', async () => {
  const { computed, get } = counting(10);
  await get('a', 4);
  await get('b', 4);
  await get('a');
  await get('c', 4);
  await get('a');
  await get('b', 4);
  expect(computed).toEqual(['a', 'b', 'c', 'b']);
});

it('does not keep a failure', async () => {
  const { cache, get } = counting(10);
  await expect(cache.get('a', () => Promise.reject(new TypeError('lost')))).rejects.toThrow('lost');
  expect(await get('a', 2)).toEqual([0, 1]);
});
