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

// What goes wrong inside of the engine while it starts reaches no promise of ours.
self.addEventListener('unhandledrejection', ({ reason }) => {
  tell({ type: 'failed', reason: reason instanceof Error ? reason.message : String(reason) });
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
  type Success = (instance: WebAssembly.Instance, module: WebAssembly.Module) => void;
  const instantiateWasm = (imports: WebAssembly.Imports, success: Success) => {
    void WebAssembly.instantiate(engine, imports).then((instance) => success(instance, engine));
    return {};
  };
  Object.assign(bindings, { instantiateWasm });
  // Its other builds do this themselves; without it the module finds nobody to ask for files, not even to hear that there are none.
  Object.assign(globalThis, { DUCKDB_RUNTIME: BROWSER_RUNTIME });
  await bindings.instantiate(() => {});
  return openDatabase(bindings, () => performance.now());
}

const tell = (message: FromSqlWorker) => self.postMessage(message);
