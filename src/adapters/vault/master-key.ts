import { randomBytes } from 'node:crypto';
import { chmodSync, linkSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Config, MasterKey } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { Secret } from '#src/lib/secret.js';

const FILE = 'master-key';

/**
 * The configured master keys, or without any the one kept under `dataDir` (made on first use, readable by its owner only),
 * so that the embedded service needs no set-up and still finds its credentials after a restart.
 * @throws Problem `CONFIG.INVALID` when the key file is damaged or open to other users.
 */
export function loadMasterKeys(config: Pick<Config, 'masterKeys' | 'dataDir'>): readonly MasterKey[] {
  if (config.masterKeys !== undefined) return config.masterKeys;
  mkdirSync(config.dataDir, { recursive: true, mode: 0o700 });
  const path = join(config.dataDir, FILE);
  return [readKey(path) ?? createKey(path)];
}

function readKey(path: string): MasterKey | undefined {
  const text = readIfPresent(path);
  if (text === undefined) return undefined;
  const colon = text.indexOf(':');
  const key = text.slice(colon + 1).trim();
  if (colon < 1 || Buffer.from(key, 'base64').length !== 32) {
    throw new Problem('CONFIG.INVALID', `${path} does not hold a master key; restore it, or set FENCELINE_MASTER_KEYS`);
  }
  if (process.platform !== 'win32' && (statSync(path).mode & 0o077) !== 0) {
    throw new Problem(
      'CONFIG.INVALID',
      `${path} can be read by other users; run chmod 600 on it and replace the credentials`,
    );
  }
  return { kid: text.slice(0, colon), key: new Secret(key) };
}

function readIfPresent(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

/** Written aside and linked into place: two processes starting together agree on one key, and none sees half a file. */
function createKey(path: string): MasterKey {
  const kid = `local-${randomBytes(4).toString('hex')}`;
  const draft = `${path}.${kid}`;
  writeFileSync(draft, `${kid}:${randomBytes(32).toString('base64')}\n`, { mode: 0o600, flag: 'wx' });
  chmodSync(draft, 0o600);
  try {
    linkSync(draft, path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  } finally {
    rmSync(draft, { force: true });
  }
  const key = readKey(path);
  if (key === undefined) throw new Problem('CONFIG.INVALID', `${path} could not be written`);
  return key;
}
