/**
 * Brings a database to the schema of this release, making the database when it is missing. Two at once are safe.
 * @param url connection string of a role that may create tables, functions and extensions
 * @param directory other migrations than this release's
 * @returns the names of the migrations applied now; empty when the schema was current
 */
export function migrate(url: string, directory?: string): Promise<readonly string[]>;

/** Makes or upgrades the job queue's own tables (schema `bullmq`); only for queues on PostgreSQL. */
export function migrateQueue(url: string): Promise<void>;
