import { join } from 'node:path';
import type { Config } from '#src/config/config.js';
import { messageOf, Problem } from '#src/lib/problem.js';
import { startPostgres } from '#tools/embedded-postgres.mjs';
import { migrate, migrateQueue } from '#tools/migrate.mjs';

/** A database that is ready to be used. */
export interface OpenDatabase {
  /** Connection string; a secret. */
  readonly url: string;
  /** True when it runs inside this process's care and stops with it. */
  readonly embedded: boolean;
  /** One sentence for the log: where it is, and what was done to it. */
  readonly note: string;
  stop(): Promise<void>;
}

/** The data directory nobody chose: then root's data may go to /var/lib, when PostgreSQL cannot reach the project. */
const DEFAULT_DATA_DIR = '.fenceline';

/**
 * The configured database as it is, or an embedded PostgreSQL with the current schema, made on first use.
 * @throws Problem `DEPENDENCY.UNAVAILABLE` that says what to do when no embedded server can run here
 */
export async function openDatabase(
  config: Pick<Config, 'databaseUrl' | 'redisUrl' | 'dataDir'>,
): Promise<OpenDatabase> {
  if (config.databaseUrl !== undefined) {
    return { url: config.databaseUrl, embedded: false, note: 'using DATABASE_URL', stop: () => Promise.resolve() };
  }
  const server = await startEmbedded(config.dataDir);
  try {
    const applied = await migrateDatabase(server.url, { queue: config.redisUrl === undefined });
    const place = server.reused ? `left by an earlier run in ${server.dataDir}` : `in ${server.dataDir}`;
    const done = applied.length === 0 ? '' : `, ${String(applied.length)} migrations applied`;
    return { url: server.url, embedded: true, note: `embedded PostgreSQL ${place}${done}`, stop: () => server.stop() };
  } catch (error) {
    await server.stop();
    throw error;
  }
}

/**
 * Brings a database to the schema of this release; with `queue`, the job queue's own tables too (needed without Redis).
 * @returns the names of the migrations applied now
 * @throws Problem `DEPENDENCY.UNAVAILABLE`
 */
export async function migrateDatabase(url: string, { queue }: { readonly queue: boolean }): Promise<readonly string[]> {
  try {
    const applied = await migrate(url);
    if (queue) await migrateQueue(url);
    return applied;
  } catch (cause) {
    const message = `The database could not be brought to this release's schema: ${messageOf(cause)}`;
    throw new Problem('DEPENDENCY.UNAVAILABLE', message, {}, { cause });
  }
}

async function startEmbedded(dataDir: string) {
  try {
    return await startPostgres({ dataDir: join(dataDir, 'postgres'), mayMove: dataDir === DEFAULT_DATA_DIR });
  } catch (cause) {
    throw new Problem('DEPENDENCY.UNAVAILABLE', messageOf(cause), {}, { cause });
  }
}
