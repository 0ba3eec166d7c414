import { randomUUID } from 'node:crypto';
import { PrismaPg } from '@prisma/adapter-pg';
import { ColumnTypeEnum as Type } from '@prisma/driver-adapter-utils';
import { createDatabase, dropDatabase, parseUrl, withDatabase } from './database-url.mjs';

/** Catalogue types by object id. adapter-pg has no `"char"` (18), without which no schema can be described. */
// prettier-ignore
const COLUMN_TYPES = new Map([
  [16, Type.Boolean], [17, Type.Bytes], [18, Type.Character], [19, Type.Text], [20, Type.Int64], [21, Type.Int32], [23, Type.Int32],
  [25, Type.Text], [26, Type.Int64], [114, Type.Json], [700, Type.Float], [701, Type.Double], [1042, Type.Text], [1043, Type.Text],
  [1082, Type.Date], [1083, Type.Time], [1114, Type.DateTime], [1184, Type.DateTime], [1700, Type.Numeric], [2950, Type.Uuid],
  [3802, Type.Json], [1000, Type.BooleanArray], [1002, Type.CharacterArray], [1003, Type.TextArray], [1005, Type.Int32Array],
  [1007, Type.Int32Array], [1009, Type.TextArray], [1015, Type.TextArray], [1016, Type.Int64Array], [1028, Type.Int64Array],
]);

/** Gives the schema engine its connections: to the database, and to shadow databases it makes and drops. */
export class MigrationAdapterFactory {
  provider = 'postgres';
  adapterName = '@prisma/adapter-pg';
  #open = new Set();

  constructor(datasourceUrl, shadowUrl) {
    Object.assign(this, parseUrl(datasourceUrl));
    this.shadowUrl = shadowUrl;
  }

  connect() {
    return this.#adapter(this.url);
  }

  async connectToShadowDb() {
    if (this.shadowUrl) return this.#adapter(parseUrl(this.shadowUrl).url);
    const url = withDatabase(this.url, `prisma_migrate_shadow_db_${randomUUID()}`);
    await createDatabase(url);
    return this.#adapter(url, () => dropDatabase(url));
  }

  /** The engine keeps its connections; close them, or the database stays "accessed by other users". */
  async close() {
    for (const dispose of [...this.#open]) await dispose();
  }

  async #adapter(url, onDispose) {
    // One connection: advisory locks and session settings must stay on one session.
    const options = this.schema ? { options: `-c search_path="${this.schema.replaceAll('"', '')}"` } : {};
    const factory = new PrismaPg(
      { connectionString: url, max: 1, idleTimeoutMillis: 0, ...options },
      { schema: this.schema },
    );
    const adapter = await factory.connect();
    const dispose = adapter.dispose.bind(adapter);
    adapter.dispose = async () => {
      if (!this.#open.delete(adapter.dispose)) return;
      await dispose();
      await onDispose?.();
    };
    this.#open.add(adapter.dispose);
    return mend(adapter);
  }
}

/** Two things adapter-pg 7.10 cannot do: scripts with `;` inside a function body, and the `"char"` type. */
function mend(adapter) {
  adapter.executeScript = async (script) => {
    try {
      await adapter.underlyingDriver().query(script);
    } catch (error) {
      adapter.onError(error);
    }
  };
  adapter.queryRaw = async (query) => {
    const { fields, rows } = await adapter.performIO(query);
    const columnTypes = fields.map((field) => COLUMN_TYPES.get(field.dataTypeID) ?? Type.Text);
    return { columnNames: fields.map((field) => field.name), columnTypes, rows };
  };
  return adapter;
}
