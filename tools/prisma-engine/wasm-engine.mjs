import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { bindMigrationAwareSqlAdapterFactory, mockMigrationAwareAdapterFactory } from '@prisma/driver-adapter-utils';
import { MigrationAdapterFactory } from './migration-adapter.mjs';

const require = createRequire(import.meta.url);

/** The message of the last panic inside the engine; empty when there was none. */
export const panic = { message: '' };
globalThis.PRISMA_WASM_PANIC_REGISTRY = {
  set_message: (message) => {
    panic.message = message;
  },
};

/** The engine keeps state in its module: one instance for each process. */
let instance;

async function instantiate() {
  const glue = await import('@prisma/schema-engine-wasm/schema_engine_bg');
  const dir = dirname(require.resolve('@prisma/schema-engine-wasm/schema_engine_bg'));
  const module = new WebAssembly.Module(readFileSync(join(dir, 'schema_engine_bg.wasm')));
  const { exports } = new WebAssembly.Instance(module, { './schema_engine_bg.js': glue });
  glue.__wbg_set_wasm(exports);
  exports.__wbindgen_start();
  return glue;
}

/**
 * Prisma's schema engine, in this process, over node-postgres.
 * @param {string | undefined} url without it only questions that need no database can be asked
 * @returns the engine and `close`, which must be called
 */
export async function openEngine(url, { shadowUrl, datamodels = [], log = () => undefined } = {}) {
  const { SchemaEngine } = await (instance ??= instantiate());
  const factory = url ? new MigrationAdapterFactory(url, shadowUrl) : mockMigrationAwareAdapterFactory('postgres');
  const options = { datamodels: datamodels.length > 0 ? datamodels : undefined };
  const engine = await SchemaEngine.new(options, log, bindMigrationAwareSqlAdapterFactory(factory));
  return { engine, close: async () => factory.close?.() };
}
