import { messageOf, Problem } from '#src/lib/problem.js';

/** Codes that sockets and PostgreSQL give when nobody answers, or nobody we know how to log in to. */
const UNREACHABLE = /^(?:E[A-Z]+|P1\d\d\d|57P\d\d|28\w{3}|3D000)$/;

/** Prisma reports a raw query that found no server under a code of its own; only the text tells. */
const NO_SERVER = /can't reach database server/i;

/**
 * Runs work on dependencies and turns the connection failures of any client library into one problem, which ends a
 * command with exit code 3.
 * @throws Problem `DEPENDENCY.UNAVAILABLE`, or `CONFIG.INVALID` when the port is taken
 */
export async function reachable<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const code = (cause as { code?: unknown } | null)?.code;
    if (cause instanceof Problem || typeof code !== 'string') throw cause;
    if (code === 'EADDRINUSE' || code === 'EACCES') {
      const message = `PORT: ${messageOf(cause)}; choose another port or stop what uses it`;
      throw new Problem('CONFIG.INVALID', message, {}, { cause });
    }
    if (!UNREACHABLE.test(code) && !NO_SERVER.test(messageOf(cause))) throw cause;
    throw new Problem('DEPENDENCY.UNAVAILABLE', `A dependency is not reachable: ${messageOf(cause)}`, {}, { cause });
  }
}
