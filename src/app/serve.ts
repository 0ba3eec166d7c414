import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { openDatabase, migrateDatabase, type OpenDatabase } from '#src/adapters/postgres/open-database.js';
import { loadConfig, type Config } from '#src/config/config.js';
import { ApiKeysService } from '#src/services/auth/api-keys.service.js';
import { createApp } from './bootstrap.js';
import type { LogStream } from './logging.js';
import { reachable } from './reachable.js';

/** A service that takes requests. */
export interface RunningService {
  /** Where it listens, e.g. `http://127.0.0.1:3000`. */
  readonly url: string;
  /** The first admin key; present only when this start made it, and shown nowhere else. */
  readonly bootstrapKey?: string;
  /** Where the data is, for people. */
  readonly database: string;
  /** Drains the workers, then stops HTTP, then the database. Safe to call twice. */
  close(): Promise<void>;
}

/** Where log lines and the first key go. */
export interface StartOptions {
  /** JSON log lines; default: standard error. */
  readonly log?: LogStream;
}

/** A second signal, or a shutdown that takes this long, ends the process at once. */
const SHUTDOWN_MS = 40_000;

/**
 * Starts the service: database (embedded unless configured), schema, queue tables, keys, doors and workers.
 * @throws Problem `DEPENDENCY.UNAVAILABLE` when the database or the queue cannot be reached, `CONFIG.INVALID`
 */
export function startService(config: Config, { log = process.stderr }: StartOptions = {}): Promise<RunningService> {
  return reachable(() => start(config, log));
}

async function start(config: Config, log: LogStream): Promise<RunningService> {
  const database = await openDatabase(config);
  let app: NestFastifyApplication | undefined;
  try {
    const ready: Config = Object.freeze({ ...config, databaseUrl: database.url });
    if (!database.embedded) await migrateDatabase(database.url, { queue: config.redisUrl === undefined });
    app = await createApp(ready, log);
    const bootstrapKey = config.role === 'worker' ? null : await firstKey(app);
    await app.listen(config.port, config.host);
    return running(app, database, await app.getUrl(), bootstrapKey);
  } catch (error) {
    await app?.close().catch(() => undefined);
    await database.stop();
    throw error;
  }
}

/**
 * `fenceline serve`: runs the service until SIGINT or SIGTERM, then shuts it down in order.
 * @throws Problem as {@link startService}
 */
export async function serve(options: { readonly role?: Config['role'] } = {}): Promise<void> {
  const config = loadConfig();
  const service = await startService(options.role === undefined ? config : { ...config, role: options.role });
  announce(service, config);
  await untilSignal();
  process.stderr.write('fenceline: stopping; a second signal stops at once\n');
  const abort = () => process.exit(1);
  process.once('SIGINT', abort).once('SIGTERM', abort);
  setTimeout(abort, SHUTDOWN_MS).unref();
  await service.close();
  process.off('SIGINT', abort).off('SIGTERM', abort);
}

function running(app: NestFastifyApplication, database: OpenDatabase, url: string, key: string | null): RunningService {
  let closing: Promise<void> | undefined;
  const close = async () => {
    await app.close();
    await database.stop();
  };
  return {
    url,
    database: database.note,
    ...(key === null ? {} : { bootstrapKey: key }),
    close: () => (closing ??= close()),
  };
}

/** Makes the first admin key of an installation, once. */
function firstKey(app: NestFastifyApplication): Promise<string | null> {
  return app.get(ApiKeysService, { strict: false }).bootstrap();
}

function announce({ url, database, bootstrapKey }: RunningService, config: Config): void {
  const lines = [
    `fenceline: ${database}`,
    `fenceline: queues run on ${config.redisUrl === undefined ? 'PostgreSQL' : 'Redis'}`,
    `fenceline: listening on ${url} (role ${config.role})`,
    ...(config.role === 'worker' ? [] : [`fenceline: API documents at ${url}/docs`]),
  ];
  if (config.nodeEnv === 'production' && config.redisUrl === undefined) {
    lines.push('fenceline: warning: production queues should run on Redis: set REDIS_URL');
  }
  if (bootstrapKey !== undefined) {
    lines.push('', `fenceline: first admin key, shown only now: ${bootstrapKey}`, '');
  }
  process.stderr.write(`${lines.join('\n')}\n`);
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    const stop = () => {
      process.off('SIGINT', stop).off('SIGTERM', stop);
      resolve();
    };
    process.on('SIGINT', stop).on('SIGTERM', stop);
  });
}
