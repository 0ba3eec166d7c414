import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { chownSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { canEnter } from './server-user.mjs';

/** Where data goes when root's project directory is private: the server's account cannot enter it. */
const SHARED_STATE = '/var/lib/fenceline';

/**
 * Makes sure there is an initialised data directory that `user` can reach.
 * @returns {{ dir: string, password: string }}
 */
export function prepareDataDirectory({ dataDir, mayMove, user, binaries, env }) {
  const dir = reachable(resolve(dataDir), mayMove, user);
  mkdirSync(dir, { recursive: true, mode: 0o700 });
  if (user.uid !== undefined) chownSync(dir, user.uid, user.gid);
  const passwordFile = join(dirname(dir), `${basename(dir)}.password`);
  if (!existsSync(join(dir, 'PG_VERSION'))) initialise(dir, passwordFile, { user, binaries, env });
  if (!existsSync(passwordFile)) {
    throw new Error(
      `${passwordFile} is missing, so nobody can log in to the database in ${dir}: restore it, or remove both to start empty`,
    );
  }
  return { dir, password: readFileSync(passwordFile, 'utf8').trim() };
}

function reachable(dir, mayMove, user) {
  mkdirSync(dirname(dir), { recursive: true });
  if (canEnter(user, dirname(dir))) return dir;
  if (!mayMove) {
    throw new Error(
      `the data directory ${dir} cannot be reached by ${user.name}, who runs PostgreSQL: set DATA_DIR to a path outside a private home`,
    );
  }
  const project = createHash('sha256').update(dir).digest('hex').slice(0, 12);
  const moved = join(SHARED_STATE, project, basename(dir));
  mkdirSync(dirname(moved), { recursive: true, mode: 0o755 });
  if (!canEnter(user, dirname(moved)))
    throw new Error(`neither ${dir} nor ${moved} can be reached by ${user.name}: set DATA_DIR or DATABASE_URL`);
  return moved;
}

function initialise(dir, passwordFile, { user, binaries, env }) {
  writeFileSync(passwordFile, `${randomBytes(18).toString('base64url')}\n`, { mode: 0o600 });
  if (user.uid !== undefined) chownSync(passwordFile, user.uid, user.gid);
  const options = [
    '--username=postgres',
    '--auth=scram-sha-256',
    `--pwfile=${passwordFile}`,
    '--encoding=UTF8',
    '--no-sync',
  ];
  const locale = ['--locale=C', '--locale-provider=builtin', '--builtin-locale=C.UTF-8'];
  const run = { uid: user.uid, gid: user.gid, env, cwd: '/', encoding: 'utf8' };
  const result = spawnSync(join(binaries, 'bin', 'initdb'), ['-D', dir, ...options, ...locale], run);
  if (result.status === 0) return;
  rmSync(dir, { recursive: true, force: true });
  throw new Error(`initdb failed: ${(result.stderr || result.error?.message || '').trim()}`);
}
