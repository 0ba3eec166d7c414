import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';

/** How long a server of a killed process may take to go away after it was asked to. */
const STOP_TIMEOUT_MS = 10_000;

/**
 * The server that a killed process left running on this data directory: its port and how to stop it.
 * `undefined` when there is none; a stale lock file is PostgreSQL's own business.
 */
export function leftoverServer(dir) {
  const lockFile = join(dir, 'postmaster.pid');
  if (!existsSync(lockFile)) return undefined;
  const [pid, , , port] = readFileSync(lockFile, 'utf8').split('\n').map(Number);
  if (!pid || !port || !isAlive(pid)) return undefined;
  return { pid, port, stop: () => stop(pid, lockFile) };
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

async function stop(pid, lockFile) {
  if (isAlive(pid)) process.kill(pid, 'SIGINT');
  for (let waited = 0; existsSync(lockFile) && waited < STOP_TIMEOUT_MS; waited += 50) await sleep(50);
}
