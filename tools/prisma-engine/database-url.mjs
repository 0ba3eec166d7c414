import pg from 'pg';

/** Parameters that Prisma puts into a connection string and node-postgres does not know. */
const PRISMA_ONLY = [
  'schema',
  'connection_limit',
  'pool_timeout',
  'pgbouncer',
  'connect_timeout',
  'socket_timeout',
  'statement_cache_size',
  'sslaccept',
];

/** Splits a Prisma connection string into one that node-postgres takes, its schema and its database name. */
export function parseUrl(text) {
  const url = new URL(text);
  const schema = url.searchParams.get('schema') ?? undefined;
  for (const name of PRISMA_ONLY) url.searchParams.delete(name);
  return { url: url.toString(), schema, database: decodeURIComponent(url.pathname.slice(1)) };
}

/** The same server, another database. */
export function withDatabase(text, database) {
  const url = new URL(text);
  url.pathname = `/${encodeURIComponent(database)}`;
  return url.toString();
}

/** Runs `use` with one connection and closes it. */
export async function withClient(url, use) {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

/** Makes the database of a connection string when it does not exist; returns its name. */
export async function createDatabase(text) {
  const { url, database } = parseUrl(text);
  try {
    await withClient(url, () => undefined);
  } catch (error) {
    if (error.code !== '3D000') throw error;
    await withClient(withDatabase(url, 'postgres'), (client) =>
      client.query(`CREATE DATABASE ${pg.escapeIdentifier(database)}`),
    );
  }
  return database;
}

/** Drops the database of a connection string, cutting off whoever uses it. */
export async function dropDatabase(text) {
  const { url, database } = parseUrl(text);
  await withClient(withDatabase(url, 'postgres'), (client) =>
    client.query(`DROP DATABASE IF EXISTS ${pg.escapeIdentifier(database)} WITH (FORCE)`),
  );
}
