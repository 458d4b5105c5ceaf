/** Starts the SQL worker of a built site: `worker/sql.json` says where its script and the engine are. */
import { fetchInflated } from '../server-client/fetch-parts.ts';
import { readManifest, startWorker } from '../server-client/start-worker.ts';
import type { FromSqlWorker, SqlManifest, ToSqlWorker } from './engine/worker-messages.ts';
import type { WorkerSqlOptions } from './worker-sql-engine.ts';

/** Compiled once for all workers of the page: one that is started again has it. */
const modules = new Map<string, Promise<WebAssembly.Module>>();
/** Often enough to see it move. */
const TELL_EVERY_BYTES = 100_000;

/** `base` is the path under which the site is served, `/` or `/some/path/`. */
export function openSqlWorker(base: string): WorkerSqlOptions['open'] {
  return async (events) => {
    if (typeof Worker === 'undefined' || typeof WebAssembly === 'undefined')
      throw new Error('it has no workers or no WebAssembly.');
    const [{ script, engine: file }, manifestUrl] = await readManifest<SqlManifest>(base, 'sql.json');
    const line = startWorker<FromSqlWorker, ToSqlWorker>(new URL(script, manifestUrl), 'sql', events);
    try {
      const url = new URL(file.url, manifestUrl).href;
      return { engine: await compiled(url, file.bytes, events.fetching), line };
    } catch (error) {
      line.end();
      throw error;
    }
  };
}

function compiled(
  url: string,
  totalBytes: number,
  onBytes: (bytes: number, totalBytes: number) => void,
): Promise<WebAssembly.Module> {
  const known = modules.get(url);
  if (known) return known;
  let bytes = 0;
  let told = 0;
  onBytes(0, totalBytes);
  const count = (more: number) => {
    bytes += more;
    if (bytes - told < TELL_EVERY_BYTES && bytes < totalBytes) return;
    told = bytes;
    onBytes(bytes, totalBytes);
  };
  const module = WebAssembly.compileStreaming(
    fetchInflated({ url, bytes: totalBytes }, 'application/wasm', count),
  );
  modules.set(url, module);
  // The next who asks tries again.
  module.catch(() => modules.delete(url));
  return module;
}
