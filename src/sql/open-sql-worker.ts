/** Starts the SQL worker of a built site: `worker/sql.json` says where its script and the engine are. */
import { fetchInflated } from '../server-client/fetch-parts.ts';
import type { FromSqlWorker, SqlManifest } from './engine/worker-messages.ts';
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
    const manifestUrl = new URL(`${base.replace(/\/$/, '')}/worker/sql.json`, location.href);
    const response = await fetch(manifestUrl, { cache: 'no-cache' });
    if (!response.ok) throw new Error(`${manifestUrl.pathname} was answered with ${response.status}.`);
    const { script, engine: file } = (await response.json()) as SqlManifest;
    const worker = new Worker(new URL(script, manifestUrl), { name: 'sql' });
    worker.addEventListener('message', ({ data }: MessageEvent<FromSqlWorker>) => events.message(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      events.broken(event.message || 'its script could not be loaded.');
    });
    try {
      const url = new URL(file.url, manifestUrl).href;
      return {
        engine: await compiled(url, file.bytes, events.fetching),
        line: {
          post: (message, transfer = []) => worker.postMessage(message, [...transfer]),
          end: () => worker.terminate(),
        },
      };
    } catch (error) {
      worker.terminate();
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
