import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Accounts PostgreSQL may run as when we are root, best first. */
const ACCOUNTS = ['postgres', 'nobody'];

/**
 * The account the server runs as. PostgreSQL refuses to run as root, so root drops to a service account;
 * everybody else runs it as themselves.
 * @returns {{ uid?: number, gid?: number, name: string }} spawn options and the name for messages
 */
export function serverUser() {
  if (process.getuid?.() !== 0) return { name: 'the current user' };
  const accounts = readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'));
  for (const name of ACCOUNTS) {
    const account = accounts.find(([login]) => login === name);
    if (account) return { uid: Number(account[2]), gid: Number(account[3]), name };
  }
  throw new Error(
    `PostgreSQL refuses to run as root and there is no user ${ACCOUNTS.join(' or ')}: create one, or set DATABASE_URL`,
  );
}

/** Whether that account can enter a directory; always true when we are that account. */
export function canEnter(user, directory) {
  if (user.uid === undefined) return true;
  return spawnSync('test', ['-x', directory], { uid: user.uid, gid: user.gid, cwd: '/' }).status === 0;
}
