import type { PoolConfig } from 'pg';

/** How long a statement may run: people wait for an API, a worker may load a large cluster. */
const STATEMENT_MS = { api: 15_000, worker: 60_000, all: 60_000 } as const;

/**
 * Pool settings that keep one stuck statement, lock or connection from stopping the service (reliability §2.5).
 * The server drops the locks of a client that died within half a second.
 */
export function poolSettings(url: string, role: keyof typeof STATEMENT_MS): PoolConfig {
  const statementMs = STATEMENT_MS[role];
  const session = {
    statement_timeout: statementMs,
    lock_timeout: 3000,
    idle_in_transaction_session_timeout: 30_000,
    client_connection_check_interval: 500,
  };
  return {
    connectionString: url,
    application_name: `fenceline-${role}`,
    max: 10,
    connectionTimeoutMillis: 3000,
    query_timeout: statementMs + 5000,
    keepAlive: true,
    maxLifetimeSeconds: 1800,
    options: Object.entries(session)
      .map(([name, value]) => `-c ${name}=${String(value)}`)
      .join(' '),
  };
}
