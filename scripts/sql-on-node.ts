/**
 * DuckDB for SQL exercises on Node: the very engine of the page (the same WebAssembly, the same tables, the same words
 * for what is wrong), without the worker around it. So what is proved here is what runs there; the native package is
 * another version, with other extensions and other messages.
 */
import { createRequire } from 'node:module';
import path from 'node:path';
import type { DuckDBBindings } from '@duckdb/duckdb-wasm/blocking';
import { openDatabase, type SqlDatabase } from '../src/sql/engine/sql-engine.ts';
import type { SqlEngine } from '../src/sql/sql-port.ts';
import { telemetryTables } from '../src/sql/tables/telemetry-tables.ts';

const require = createRequire(import.meta.url);
const DIST = path.dirname(require.resolve('@duckdb/duckdb-wasm'));

/** The package has no entry with types for this file. */
interface BlockingDuckDB {
  createDuckDB(bundles: object, logger: object, runtime: object): Promise<DuckDBBindings>;
  readonly VoidLogger: new () => object;
  readonly NODE_RUNTIME: object;
}

export async function openSqlDatabase(): Promise<SqlDatabase> {
  const { createDuckDB, VoidLogger, NODE_RUNTIME } = require(
    path.join(DIST, 'duckdb-node-blocking.cjs'),
  ) as BlockingDuckDB;
  const eh = { mainModule: path.join(DIST, 'duckdb-eh.wasm'), mainWorker: '' };
  const bindings = await createDuckDB({ mvp: eh, eh }, new VoidLogger(), NODE_RUNTIME);
  await bindings.instantiate(() => {});
  return openDatabase(bindings, () => performance.now());
}

/**
 * It works in this very process and keeps it busy while it starts: to be prepared before a server is, whose connections
 * would be given up meanwhile.
 */
export function nodeSqlEngine(): SqlEngine {
  let opening: Promise<SqlDatabase> | undefined;
  const open = () => {
    opening ??= openSqlDatabase();
    return opening;
  };
  return {
    prepare: async () => void (await open()),
    async ask(statement, telemetry) {
      const database = await open();
      database.load(telemetryTables(telemetry));
      return database.ask(statement);
    },
    stop: () => {},
  };
}
