import type { Store } from '../store.js';

/**
 * Does work that only one process may do at a time; undefined when another one is at it. Holds no transaction, so the work
 * may contain statements that must not run in one.
 */
export async function exclusively<T>(store: Store, name: string, work: () => Promise<T>): Promise<T | undefined> {
  const client = await store.pool.connect();
  try {
    const lock = 'SELECT pg_try_advisory_lock(hashtext($1)) AS held';
    const { rows } = await client.query<{ held: boolean }>(lock, [`fenceline ${name}`]);
    return rows[0]?.held === true ? await work() : undefined;
  } finally {
    client.release(true); // ending the session is what gives the lock back, come what may
  }
}
