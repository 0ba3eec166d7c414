// A scratch PostgreSQL for Prisma commands when DATABASE_URL is not set. It lives as long as the command that asked.
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { startPostgres } from './embedded-postgres.mjs';

const SELF = fileURLToPath(import.meta.url);
const DATA_DIR = fileURLToPath(new URL('../.fenceline/dev-postgres', import.meta.url));

/** Blocks until the scratch database accepts connections, because configuration is read synchronously. */
export function devDatabaseUrl() {
  return execFileSync(process.execPath, [SELF, 'launch', String(process.pid)], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'inherit'],
  }).trim();
}

/** Starts the keeper in the background and passes on the URL it prints. */
async function launch(pid) {
  const keeper = spawn(process.execPath, [SELF, 'keep', pid], { detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
  let complaint = '';
  keeper.stderr.setEncoding('utf8').on('data', (text) => (complaint += text));
  const url = await Promise.race([
    once(keeper.stdout.setEncoding('utf8'), 'data'),
    once(keeper, 'exit').then(() => undefined),
  ]);
  if (url === undefined) process.stderr.write(complaint);
  else process.stdout.write(url[0]);
  process.exit(url === undefined ? 1 : 0);
}

/** Runs the server until the process `pid` is gone. */
async function keep(pid) {
  process.on('SIGHUP', () => undefined);
  try {
    const server = await startPostgres({ dataDir: DATA_DIR, database: 'fenceline_dev', mayMove: true });
    process.stdout.write(`${server.url}\n`);
    while (isAlive(pid)) await sleep(300);
    await server.stop();
    process.exit(0);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

if (process.argv[1] === SELF) {
  const [mode, pid] = process.argv.slice(2);
  if (mode === 'launch') await launch(pid);
  else await keep(Number(pid));
}
