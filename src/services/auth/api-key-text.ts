import { createHmac, hkdfSync, randomBytes, timingSafeEqual } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { Secret } from '#src/lib/secret.js';

/**
 * An API key as text: `fl_<keyId>_<secret>_<checksum>`. The key id finds the row, the 256-bit secret proves it, and the
 * checksum lets a typo or a secret scanner be told without asking the database.
 */
export interface ApiKeyText {
  readonly keyId: string;
  readonly secret: string;
}

const SHAPE = /^fl_([0-9a-f]{16})_([0-9a-f]{64})_([0-9a-f]{8})$/;

/** Makes a new key from the system's random source. */
export function newApiKey(): ApiKeyText & { readonly text: string } {
  const keyId = randomBytes(8).toString('hex');
  const secret = randomBytes(32).toString('hex');
  const body = `fl_${keyId}_${secret}`;
  return { keyId, secret, text: `${body}_${checksum(body)}` };
}

/** Takes a key apart; null when it is not one (wrong shape or checksum). */
export function parseApiKey(text: string): ApiKeyText | null {
  const [, keyId, secret, sum] = SHAPE.exec(text) ?? [];
  if (keyId === undefined || secret === undefined) return null;
  return sum === checksum(`fl_${keyId}_${secret}`) ? { keyId, secret } : null;
}

/** The pepper of a master key: without the master key, a dump of the database cannot test guesses. */
export function pepperOf(masterKey: Secret): Buffer {
  return Buffer.from(
    hkdfSync('sha256', Buffer.from(masterKey.reveal(), 'base64'), Buffer.alloc(0), 'fenceline/api-key/v1', 32),
  );
}

/** What the database keeps of a key: HMAC-SHA256 over id and secret. */
export function hashApiKey(key: ApiKeyText, pepper: Buffer): Buffer {
  return createHmac('sha256', pepper).update(`${key.keyId}_${key.secret}`).digest();
}

/** Compares in constant time whether the key belongs to the stored hash under one of the peppers. */
export function matchesApiKey(key: ApiKeyText, stored: Uint8Array, peppers: readonly Buffer[]): boolean {
  let match = false;
  for (const pepper of peppers) {
    const expected = hashApiKey(key, pepper);
    match = (stored.length === expected.length && timingSafeEqual(stored, expected)) || match;
  }
  return match;
}

function checksum(body: string): string {
  return crc32(body).toString(16).padStart(8, '0');
}
