import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startPostgres } from '#tools/embedded-postgres.mjs';
import { migrate, migrateQueue } from '#tools/migrate.mjs';

declare module 'vitest' {
  interface ProvidedContext {
    /** Connection string of the migrated template database every test file clones. */
    templateUrl: string;
  }
}

/** One throw-away PostgreSQL for the run, migrated once. TEST_DATABASE_URL names a database on a server to use instead. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const given = process.env['TEST_DATABASE_URL'];
  if (given !== undefined) {
    await prepare(given, project);
    return () => Promise.resolve();
  }
  const dir = mkdtempSync(join(tmpdir(), 'fenceline-test-'));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dataDir: join(dir, 'postgres'), database: 'template_fenceline', fast: true });
  await prepare(server.url, project);
  return async () => {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  };
}

async function prepare(url: string, project: TestProject): Promise<void> {
  await migrate(url);
  await migrateQueue(url);
  project.provide('templateUrl', url);
}
