import { createDatabase, dropDatabase, parseUrl, withClient } from './database-url.mjs';

const COMMANDS = new Map([
  ['can-connect-to-database', (url) => withClient(parseUrl(url).url, (client) => client.query('SELECT 1'))],
  ['create-database', createDatabase],
  ['drop-database', dropDatabase],
]);

/** Error codes of PostgreSQL and the network that Prisma has words for. */
const PRISMA_ERRORS = new Map([
  ['3D000', ['P1003', (url) => `Database \`${parseUrl(url).database}\` does not exist`]],
  ['28P01', ['P1000', (url) => `Authentication failed against the database server at \`${new URL(url).host}\``]],
  ['ECONNREFUSED', ['P1001', (url) => `Can't reach database server at \`${new URL(url).host}\``]],
]);

/** Runs `schema-engine cli <command>`; returns the exit code. */
export async function runDatabaseCommand(command, datasource) {
  const run = COMMANDS.get(command);
  try {
    if (!run) throw new Error(`this schema engine has no command "${command}"`);
    await run(datasource.url);
    return 0;
  } catch (error) {
    // The CLI drops the first line (the native engine's banner) and parses every other one.
    report({ level: 'INFO', target: 'schema_engine', fields: { message: 'Starting schema engine CLI' } });
    report({ level: 'ERROR', target: 'schema_engine::logger', fields: explain(error, datasource) });
    return 1;
  }
}

function explain(error, datasource) {
  const known = PRISMA_ERRORS.get(error?.code);
  if (!known || !datasource?.url) return { message: String(error?.message ?? error) };
  const [code, describe] = known;
  return { error_code: code, message: describe(datasource.url) };
}

function report(line) {
  process.stderr.write(`${JSON.stringify(line)}\n`);
}
