import pg from 'pg';
import type { Store } from '../store.js';
import type { PartitionedTable } from '../partitions.repository.js';

/** Detaching waits for old readers; this is how long. */
const DETACH_TIMEOUT = '55s';

/**
 * Takes a partition away without making anybody wait: DETACH CONCURRENTLY first (a plain DROP would queue behind a reader
 * and stop everybody behind itself), DROP afterwards. An earlier detach that was interrupted is finished.
 */
export async function dropPartition(store: Store, table: PartitionedTable, name: string): Promise<void> {
  const client = await store.pool.connect();
  const part = `parts.${pg.escapeIdentifier(name)}`;
  try {
    await client.query(`SET statement_timeout = '${DETACH_TIMEOUT}'; SET lock_timeout = '${DETACH_TIMEOUT}'`);
    await client.query(`ALTER TABLE ${table} DETACH PARTITION ${part} CONCURRENTLY`);
    await client.query(`DROP TABLE ${part}`);
  } finally {
    client.release(true); // its settings are not the pool's
  }
}

/** Finishes what an interrupted detach left: partitions that belong to no table any more, or only half. */
export async function finishInterrupted(store: Store, table: PartitionedTable): Promise<readonly string[]> {
  const { rows } = await store.pool.query<{ name: string; pending: boolean }>(
    `SELECT c.relname AS name, coalesce(i.inhdetachpending, false) AS pending
     FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace AND n.nspname = 'parts'
     LEFT JOIN pg_inherits i ON i.inhrelid = c.oid
     WHERE c.relkind = 'r' AND c.relname LIKE $1 AND (i.inhrelid IS NULL OR i.inhdetachpending)`,
    [`${table.replaceAll('_', '\\_')}\\_%`],
  );
  for (const { name, pending } of rows) {
    const part = `parts.${pg.escapeIdentifier(name)}`;
    if (pending) await store.pool.query(`ALTER TABLE ${table} DETACH PARTITION ${part} FINALIZE`);
    await store.pool.query(`DROP TABLE ${part}`);
  }
  return rows.map(({ name }) => name);
}
