import { createPostgresBackend, createRedisBackend, type BackendFactory, type ConnectionOptions } from 'bullmq';
import { Pool } from 'pg';
import type { Config } from '#src/config/config.js';
import { Problem } from '#src/lib/problem.js';
import { JOB_NAMES } from './jobs.js';

/** PostgreSQL schema of BullMQ's tables; `migrateQueue` creates it before the service starts. */
export const QUEUE_SCHEMA = 'bullmq';

/** Where the queues live, in the terms BullMQ takes. */
export interface QueueBackend {
  readonly kind: 'redis' | 'postgres';
  readonly factory: BackendFactory;
  /** Waits for the server as long as it takes: a worker without its queue has nothing else to do. */
  readonly worker: ConnectionOptions;
  /** Fails soon instead: what could not be queued is found again by the next tick. */
  readonly producer: ConnectionOptions;
  /** Ends connections the backend shares between queues; call it after every queue and worker is closed. */
  close(): Promise<void>;
}

/** Redis when the configuration names one, otherwise BullMQ's PostgreSQL backend in the application's database. */
export function openQueueBackend(config: Pick<Config, 'redisUrl' | 'databaseUrl'>): QueueBackend {
  if (config.redisUrl !== undefined) return redisBackend(config.redisUrl);
  if (config.databaseUrl !== undefined) return postgresBackend(config.databaseUrl);
  throw new Problem('CONFIG.INVALID', 'Queues need REDIS_URL or DATABASE_URL: the embedded start sets the latter');
}

function redisBackend(url: string): QueueBackend {
  return {
    kind: 'redis',
    factory: createRedisBackend,
    worker: { url, maxRetriesPerRequest: null, keepAlive: 10_000 },
    producer: { url, enableOfflineQueue: false, maxRetriesPerRequest: 1, commandTimeout: 3_000 },
    close: () => Promise.resolve(),
  };
}

function postgresBackend(url: string): QueueBackend {
  // One pool for all queues: each worker keeps one connection to LISTEN on, the rest share five.
  const pool = new Pool({
    connectionString: url,
    options: `-c search_path=${QUEUE_SCHEMA}`,
    application_name: 'fenceline-queue',
    max: JOB_NAMES.length + 5,
    keepAlive: true,
  });
  pool.setMaxListeners(0); // every queue and worker listens for its errors
  const connection = pool as unknown as ConnectionOptions;
  return {
    kind: 'postgres',
    factory: createPostgresBackend as unknown as BackendFactory,
    worker: connection,
    producer: connection,
    close: () => pool.end(),
  };
}
