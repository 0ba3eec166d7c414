import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import { afterEach, describe, expect, it } from 'vitest';
import { freshDatabase } from '../../../test/support/database.js';
import { openDatabase } from './open-database.js';

const dirs: string[] = [];
afterEach(() => {
  for (const dir of dirs.splice(0)) rmSync(dir, { recursive: true, force: true });
});

function newDir(mode: number): string {
  const dir = mkdtempSync(join(tmpdir(), 'fenceline-open-'));
  chmodSync(dir, mode);
  dirs.push(dir);
  return dir;
}

async function ask(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  const { rows } = await client.query<Record<string, unknown>>(sql);
  await client.end();
  return rows;
}

describe('the embedded database', () => {
  it('starts empty with the schema and the queue, keeps its data and starts again', async () => {
    const dataDir = newDir(0o755);
    const first = await openDatabase({ databaseUrl: undefined, redisUrl: undefined, dataDir });
    expect(first).toMatchObject({ embedded: true, note: expect.stringContaining('migrations applied') as string });
    await ask(
      first.url,
      "INSERT INTO tenant (uid, slug, name, origin, updated_at) VALUES (gen_random_uuid(), 'kept', 'Kept', 'registered', now())",
    );
    expect(
      await ask(first.url, "SELECT count(*) > 0 AS there FROM information_schema.tables WHERE table_schema = 'bullmq'"),
    ).toEqual([{ there: true }]);
    await first.stop();
    await expect(ask(first.url, 'SELECT 1')).rejects.toThrow();
    const second = await openDatabase({ databaseUrl: undefined, redisUrl: undefined, dataDir });
    expect(await ask(second.url, 'SELECT slug FROM tenant')).toEqual([{ slug: 'kept' }]);
    await second.stop();
  });

  it('is used again when a killed process left it running', async () => {
    const dataDir = newDir(0o755);
    const first = await openDatabase({ databaseUrl: undefined, redisUrl: 'redis://elsewhere', dataDir });
    const second = await openDatabase({ databaseUrl: undefined, redisUrl: 'redis://elsewhere', dataDir });
    expect(second).toMatchObject({ url: first.url, note: expect.stringContaining('left by an earlier run') as string });
    await second.stop();
    await expect(ask(first.url, 'SELECT 1')).rejects.toThrow();
    await first.stop();
  });

  it.runIf(process.getuid?.() === 0)(
    'says what to do when root chose a directory PostgreSQL cannot reach',
    async () => {
      const dataDir = newDir(0o700);
      await expect(openDatabase({ databaseUrl: undefined, redisUrl: undefined, dataDir })).rejects.toMatchObject({
        code: 'DEPENDENCY.UNAVAILABLE',
        message: expect.stringContaining('set DATA_DIR to a path outside a private home') as string,
      });
    },
  );
});

it('leaves a configured database alone', async () => {
  const databaseUrl = await freshDatabase();
  const database = await openDatabase({ databaseUrl, redisUrl: undefined, dataDir: newDir(0o755) });
  expect(database).toMatchObject({ url: databaseUrl, embedded: false });
  await database.stop();
  expect(await ask(databaseUrl, 'SELECT 1 AS alive')).toEqual([{ alive: 1 }]);
});
