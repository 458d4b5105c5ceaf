/** The SQL worker of a page: DuckDB without a worker of its own, because this is one. Bundled by `scripts/build-sql.ts`. */
import { BROWSER_RUNTIME, createDuckDB, VoidLogger } from 'duckdb-browser-blocking';
import { openDatabase, type SqlDatabase } from './sql-engine.ts';
import type { FromSqlWorker, ToSqlWorker } from './worker-messages.ts';

let database: SqlDatabase | undefined;

self.addEventListener('message', ({ data }: MessageEvent<ToSqlWorker>) => {
  void hear(data).catch((error: unknown) => {
    tell({ type: 'failed', reason: error instanceof Error ? error.message : String(error) });
  });
});

async function hear(message: ToSqlWorker): Promise<void> {
  if (message.type === 'open') {
    database = await open(message.engine);
    tell({ type: 'ready' });
    return;
  }
  if (database === undefined) throw new Error('it was asked before it was opened.');
  if (message.tables) database.load(message.tables);
  tell({ type: 'answer', answer: database.ask(message.statement) });
}

async function open(engine: WebAssembly.Module): Promise<SqlDatabase> {
  // The module comes from the page, compiled; the address is never asked for.
  const eh = { mainModule: 'duckdb-eh.wasm', mainWorker: '' };
  const bindings = await createDuckDB({ mvp: eh, eh }, new VoidLogger(), BROWSER_RUNTIME);
  const instantiateWasm = (
    imports: WebAssembly.Imports,
    success: (instance: WebAssembly.Instance) => void,
  ) => {
    void WebAssembly.instantiate(engine, imports).then(success);
    return {};
  };
  Object.assign(bindings, { instantiateWasm });
  await bindings.instantiate(() => {});
  return openDatabase(bindings, () => performance.now());
}

const tell = (message: FromSqlWorker) => self.postMessage(message);
