import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Store } from '#src/adapters/store/store.js';
import { startPostgres } from '#tools/embedded-postgres.mjs';
import { migrate } from '#tools/migrate.mjs';

/** Runs `use` with a store on an empty, durable PostgreSQL that is thrown away afterwards. */
export async function withScratchStore<T>(use: (store: Store) => Promise<T>): Promise<T> {
  const dir = mkdtempSync(join(tmpdir(), 'fenceline-bench-'));
  chmodSync(dir, 0o755);
  const server = await startPostgres({ dataDir: join(dir, 'postgres'), database: 'bench' });
  try {
    await migrate(server.url);
    const store = new Store({ databaseUrl: server.url, role: 'worker' });
    try {
      return await use(store);
    } finally {
      await store.close();
    }
  } finally {
    await server.stop();
    rmSync(dir, { recursive: true, force: true });
  }
}
