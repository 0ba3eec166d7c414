import { expect, it } from 'vitest';
import { SenderShare } from './sender-share.js';

it('lets a receiver have its share and no more, and others theirs', async () => {
  const share = new SenderShare(2);
  let release = (): void => undefined;
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const busy = [share.use('slow', () => held), share.use('slow', () => held)];
  await expect(share.use('slow', () => Promise.resolve())).resolves.toBe(false);
  await expect(share.use('other', () => Promise.resolve())).resolves.toBe(true);
  release();
  await expect(Promise.all(busy)).resolves.toEqual([true, true]);
  await expect(share.use('slow', () => Promise.resolve())).resolves.toBe(true);
});

it('gives the place back when the work fails', async () => {
  const share = new SenderShare(1);
  await expect(share.use('a', () => Promise.reject(new TypeError('x')))).rejects.toThrow('x');
  await expect(share.use('a', () => Promise.resolve())).resolves.toBe(true);
});
