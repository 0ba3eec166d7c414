import { createHash } from 'node:crypto';
import { copyRows, type CopyCell } from '#src/adapters/store/copy-rows.js';
import type { Store } from '#src/adapters/store/store.js';
import { GeneratedCluster } from './generated-cluster.js';
import { Samples } from './samples.js';

const ROWS = 5000;
const ROUNDS = 20;

/** The yardstick: 5,000 rows (key, hash, kind, namespace, name, jsonb) by COPY into one empty table. */
export async function copyBaseline(store: Store): Promise<Samples> {
  const rows = baselineRows();
  const samples = new Samples();
  await store.pool.query(
    'CREATE TABLE baseline (key text PRIMARY KEY, hash bytea NOT NULL, kind text NOT NULL, namespace text NOT NULL, name text NOT NULL, body jsonb NOT NULL)',
  );
  for (let round = 0; round < ROUNDS; round += 1) {
    await store.pool.query('TRUNCATE baseline');
    await samples.time(() =>
      store.sql((client) => copyRows(client, 'baseline', ['key', 'hash', 'kind', 'namespace', 'name', 'body'], rows)),
    );
  }
  await store.pool.query('DROP TABLE baseline');
  return samples;
}

function baselineRows(): readonly (readonly CopyCell[])[] {
  const { objects } = new GeneratedCluster('baseline', 99, (ROWS / 1510) * 5000).next();
  return objects.slice(0, ROWS).map((object, index) => {
    const body = JSON.stringify(object);
    return [
      String(index),
      createHash('sha256').update(body).digest(),
      object.kind,
      object.metadata.namespace ?? '',
      object.metadata.name,
      body,
    ];
  });
}
