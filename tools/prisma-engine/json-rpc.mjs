import { createInterface } from 'node:readline';
import { createDatabase, parseUrl, withClient } from './database-url.mjs';
import { openEngine, panic } from './wasm-engine.mjs';

/** In WebAssembly these only see the migrations that a diagnosis has read in the same engine before. */
const NEED_DIAGNOSIS = new Set(['evaluateDataLoss', 'createMigration']);

/** Answers the Prisma CLI's requests, one JSON document a line, one after another, until it closes our input. */
export async function serveJsonRpc({ datasource, datamodels }) {
  let opened;
  const open = () =>
    (opened ??= openEngine(datasource?.url, { shadowUrl: datasource?.shadowDatabaseUrl, datamodels, log }));
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Infinity })) {
    const { id, method, params } = JSON.parse(line);
    if (method === undefined) continue; // the CLI acknowledging our own `print`
    try {
      send({ id, result: (await call(method, params, datasource?.url, open)) ?? null });
    } catch (error) {
      send({
        id,
        error: { code: 4466, message: 'An error happened. Check the data field for details.', data: describe(error) },
      });
    }
  }
  await (await opened)?.close();
}

async function call(method, params, url, open) {
  if (method === 'createDatabase') return { databaseName: await createDatabase(url) };
  if (method === 'ensureConnectionValidity') {
    await withClient(parseUrl(url).url, (client) => client.query('SELECT 1'));
    return {};
  }
  const { engine } = await open();
  if (method === 'getDatabaseVersion') return engine.version(params ?? null);
  if (typeof engine[method] !== 'function') throw new Error(`this schema engine has no method "${method}"`);
  if (NEED_DIAGNOSIS.has(method) && params.migrationsList.migrationDirectories.length > 0) {
    const { migrationsList, filters } = params;
    await engine.diagnoseMigrationHistory({ migrationsList, filters, optInToShadowDatabase: true });
  }
  const result = await engine[method](params);
  if (method !== 'diff' || result?.stdout == null) return result;
  send({ id: Date.now(), method: 'print', params: { content: result.stdout } }); // the CLI prints what it is told to print
  return { exitCode: result.exitCode, stdout: null };
}

function describe(error) {
  if (panic.message) return { is_panic: true, message: panic.message };
  return {
    is_panic: false,
    ...(error?.code ? { error_code: error.code } : {}),
    message: error?.message ?? String(error),
  };
}

function send(message) {
  process.stdout.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`);
}

function log(line) {
  process.stderr.write(`${typeof line === 'string' ? line : JSON.stringify(line)}\n`);
}
