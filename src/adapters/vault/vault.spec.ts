import { randomBytes } from 'node:crypto';
import { inspect } from 'node:util';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { MasterKey } from '#src/config/config.js';
import { Secret } from '#src/lib/secret.js';
import { type SealBinding, type SealedRecord, Vault } from './vault.js';

const key = (kid: string): MasterKey => ({ kid, key: new Secret(randomBytes(32).toString('base64')) });
const row: SealBinding = { table: 'credential', clusterId: 7, recordId: '0192-a', version: 1 };
const [old, young] = [key('2025'), key('2026')] as const;
const vault = new Vault([old]);

it('returns any text it sealed', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary' }), (text) => {
      expect(vault.open(vault.seal(new Secret(text), row), row).reveal()).toBe(text);
    }),
    { numRuns: 100 },
  );
});

it('never writes the same bytes twice and never the secret', () => {
  const [one, two] = [vault.seal(new Secret('canary-token'), row), vault.seal(new Secret('canary-token'), row)];
  expect(Buffer.from(one.ciphertext).equals(Buffer.from(two.ciphertext))).toBe(false);
  expect(Buffer.from(one.wrappedKey).equals(Buffer.from(two.wrappedKey))).toBe(false);
  expect(Buffer.from(one.ciphertext).includes('canary-token')).toBe(false);
  expect(inspect(vault.open(one, row))).not.toContain('canary-token');
});

it.each<{ name: string; other: Partial<SealBinding> }>([
  { name: 'another cluster', other: { clusterId: 8 } },
  { name: 'another record', other: { recordId: '0192-b' } },
  { name: 'another version', other: { version: 2 } },
  { name: 'another table', other: { table: 'subscription' } },
])('fails in the row of $name', ({ other }) => {
  const record = vault.seal(new Secret('token'), row);
  expect(() => vault.open(record, { ...row, ...other })).toThrow(
    expect.objectContaining({ code: 'CREDENTIAL.UNREADABLE' }),
  );
});

it('fails when only the cipher text or only the key comes from another record', () => {
  const [one, two] = [vault.seal(new Secret('one'), row), vault.seal(new Secret('two'), row)];
  expect(() => vault.open({ ...one, ciphertext: two.ciphertext }, row)).toThrow(/cannot be decrypted/);
  expect(() => vault.open({ ...one, wrappedKey: two.wrappedKey }, row)).toThrow(/cannot be decrypted/);
});

describe.each(['ciphertext', 'wrappedKey'] as const)('%s', (part) => {
  const record = vault.seal(new Secret('a token of ordinary length'), row);
  const opens = (changed: SealedRecord): boolean => {
    try {
      vault.open(changed, row);
      return true;
    } catch {
      return false;
    }
  };

  it('fails with any bit flipped at any offset', () => {
    const opened: string[] = [];
    for (let offset = 0; offset < record[part].length; offset += 1) {
      for (let bit = 0; bit < 8; bit += 1) {
        const bytes = Buffer.from(record[part]);
        bytes.writeUInt8(bytes.readUInt8(offset) ^ (1 << bit), offset);
        if (opens({ ...record, [part]: bytes })) opened.push(`${String(offset)}.${String(bit)}`);
      }
    }
    expect(opened).toEqual([]);
    expect(opens(record)).toBe(true);
  });

  it('fails at any shorter length', () => {
    const lengths = Array.from(record[part].keys()).filter((length) =>
      opens({ ...record, [part]: record[part].subarray(0, length) }),
    );
    expect(lengths).toEqual([]);
  });
});

describe('rotation', () => {
  const record = vault.seal(new Secret('token'), row);
  const both = new Vault([young, old]);

  it('reads old records while the old key is listed', () => {
    expect(both.open(record, row).reveal()).toBe('token');
    expect(both.isCurrent(record)).toBe(false);
  });

  it('re-wraps without touching the cipher text', () => {
    const rewrapped = both.rewrap(record, row);
    expect(rewrapped).toMatchObject({ kid: '2026', ciphertext: record.ciphertext });
    expect(both.isCurrent(rewrapped)).toBe(true);
    expect(new Vault([young]).open(rewrapped, row).reveal()).toBe('token');
  });

  it('says which key is missing', () => {
    expect(() => new Vault([young]).open(record, row)).toThrow(/master key "2025" is not in FENCELINE_MASTER_KEYS/);
  });

  it('fails with another key under the same id', () => {
    expect(() => new Vault([key('2025')]).open(record, row)).toThrow(/cannot be decrypted/);
  });
});

it.each([
  { name: 'no key', keys: [] },
  { name: 'a short key', keys: [{ kid: 'a', key: new Secret('c2hvcnQ=') }] },
  { name: 'an id used twice', keys: [old, old] },
])('refuses to start with $name', ({ keys }) => {
  expect(() => new Vault(keys)).toThrow(expect.objectContaining({ code: 'CONFIG.INVALID' }));
});
