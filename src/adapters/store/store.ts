import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { PrismaPg } from '@prisma/adapter-pg';
import pg from 'pg';
import type { Config } from '#src/config/config.js';
import { CONFIG } from '#src/config/config.token.js';
import { Problem } from '#src/lib/problem.js';
import { PrismaClient, type Prisma } from './generated/client.js';
import { poolSettings } from './pool-settings.js';
import type { Scope } from './scope.js';

/** An interactive transaction gives up after this long; statement_timeout stops the SQL itself. */
const TRANSACTION = { maxWait: 3000, timeout: 20_000 } as const;

/** What the store needs from the configuration. */
export type StoreConfig = Pick<Config, 'databaseUrl' | 'role'>;

/** The database: one pool of connections, shared by Prisma (rows) and node-postgres (COPY, sets, partitions). */
@Injectable()
export class Store implements OnApplicationShutdown {
  readonly pool: pg.Pool;
  readonly prisma: PrismaClient;

  constructor(@Inject(CONFIG) config: StoreConfig) {
    if (config.databaseUrl === undefined) {
      throw new Problem('CONFIG.INVALID', 'DATABASE_URL: is not set and no embedded database was started');
    }
    this.pool = new pg.Pool(poolSettings(config.databaseUrl, config.role));
    // An idle connection may break at any time; the pool replaces it, and without a listener the process would end.
    this.pool.on('error', () => undefined);
    this.prisma = new PrismaClient({ adapter: new PrismaPg(this.pool) });
  }

  /** All or nothing, through Prisma. Keep it short: it holds a connection. */
  transaction<T>(work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    return this.prisma.$transaction(work, TRANSACTION);
  }

  /**
   * Several reads that see one moment, with the caller's scope known to the database for this transaction only, so that
   * row-level policies can check it.
   */
  within<T>(scope: Scope, work: (tx: Prisma.TransactionClient) => Promise<T>): Promise<T> {
    const listed = scope.tenants === 'all' ? '' : `{${scope.tenants.join(',')}}`;
    const all = scope.tenants === 'all' ? 'on' : 'off';
    return this.prisma.$transaction(
      async (tx) => {
        await tx.$queryRaw`SELECT set_config('app.all_tenants', ${all}, true), set_config('app.tenants', ${listed}, true)`;
        return work(tx);
      },
      { ...TRANSACTION, isolationLevel: 'RepeatableRead' },
    );
  }

  /** All or nothing, on one plain connection. */
  sql<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#inTransaction('BEGIN', work);
  }

  /** Several plain statements that see one moment. */
  sqlRead<T>(work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    return this.#inTransaction('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY', work);
  }

  /** The database's clock; leases, due times and history use it, not the machine's. */
  async now(): Promise<Date> {
    const { rows } = await this.pool.query<{ now: Date }>('SELECT now() AS now');
    return rows[0]?.now ?? new Date();
  }

  /** Whether the database answers. @throws Problem `DEPENDENCY.UNAVAILABLE` */
  async ping(): Promise<void> {
    try {
      await this.pool.query('SELECT 1');
    } catch (cause) {
      throw new Problem('DEPENDENCY.UNAVAILABLE', 'The database does not answer', {}, { cause });
    }
  }

  async onApplicationShutdown(): Promise<void> {
    await this.close();
  }

  /** Closes every connection; safe to call twice. */
  async close(): Promise<void> {
    await this.prisma.$disconnect();
    if (!this.pool.ended) await this.pool.end();
  }

  async #inTransaction<T>(begin: string, work: (client: pg.PoolClient) => Promise<T>): Promise<T> {
    const client = await this.pool.connect();
    let broken: Error | undefined;
    try {
      await client.query(begin);
      const result = await work(client);
      await client.query('COMMIT');
      return result;
    } catch (error) {
      await client.query('ROLLBACK').catch((reason: unknown) => {
        broken = reason instanceof Error ? reason : new Error(String(reason));
      });
      throw error;
    } finally {
      client.release(broken);
    }
  }
}
