import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Secret } from '#src/lib/secret.js';
import { hashApiKey, matchesApiKey, newApiKey, parseApiKey, pepperOf } from './api-key-text.js';

const pepper = pepperOf(new Secret(Buffer.alloc(32, 1).toString('base64')));
const other = pepperOf(new Secret(Buffer.alloc(32, 2).toString('base64')));

describe('an API key', () => {
  it('is read back from its text', () => {
    const { text, keyId, secret } = newApiKey();
    expect(parseApiKey(text)).toEqual({ keyId, secret });
  });

  it('is refused after any change of a character', () => {
    const { text } = newApiKey();
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom('0', '7', 'a', 'f', '_', 'G'), (index, character) => {
        const changed = text.slice(0, index) + character + text.slice(index + 1);
        expect(parseApiKey(changed) === null).toBe(changed !== text);
      }),
    );
  });

  it('matches its own hash under any known pepper, and nothing else', () => {
    const key = newApiKey();
    const stored = hashApiKey(key, pepper);
    expect(matchesApiKey(key, stored, [other, pepper])).toBe(true);
    expect(matchesApiKey(key, stored, [other])).toBe(false);
    expect(matchesApiKey(newApiKey(), stored, [pepper])).toBe(false);
    expect(matchesApiKey(key, stored.subarray(0, 16), [pepper])).toBe(false);
  });
});
