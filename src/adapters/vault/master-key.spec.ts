import { chmodSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { Secret } from '#src/lib/secret.js';
import { loadMasterKeys } from './master-key.js';

let dataDir: string;
beforeEach(() => {
  dataDir = mkdtempSync(join(tmpdir(), 'fenceline-vault-'));
});
afterEach(() => {
  rmSync(dataDir, { recursive: true, force: true });
});

it('uses the configured keys and writes nothing', () => {
  const masterKeys = [{ kid: 'a', key: new Secret('x') }];
  expect(loadMasterKeys({ masterKeys, dataDir })).toBe(masterKeys);
  expect(readdirSync(dataDir)).toEqual([]);
});

it('makes one key for its owner only and finds it again', () => {
  const config = { masterKeys: undefined, dataDir: join(dataDir, 'new') };
  const [made] = loadMasterKeys(config);
  const [found] = loadMasterKeys(config);
  expect(found?.kid).toBe(made?.kid);
  expect(found?.key.reveal()).toBe(made?.key.reveal());
  expect(readdirSync(config.dataDir)).toEqual(['master-key']);
  if (process.platform !== 'win32') expect(statSync(join(config.dataDir, 'master-key')).mode & 0o777).toBe(0o600);
});

it.each(['', 'no colon', 'kid:dG9vIHNob3J0', ':AAAA'])(
  'refuses a damaged key file (%j) instead of replacing it',
  (text) => {
    writeFileSync(join(dataDir, 'master-key'), text, { mode: 0o600 });
    expect(() => loadMasterKeys({ masterKeys: undefined, dataDir })).toThrow(/does not hold a master key/);
  },
);

it.skipIf(process.platform === 'win32')('refuses a key file other users can read', () => {
  loadMasterKeys({ masterKeys: undefined, dataDir });
  chmodSync(join(dataDir, 'master-key'), 0o644);
  expect(() => loadMasterKeys({ masterKeys: undefined, dataDir })).toThrow(/chmod 600/);
});
