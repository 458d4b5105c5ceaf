/** The worker of a built site: its manifest says where everything is. */
import type { PageMessage, WorkerFile, WorkerManifest, WorkerMessage } from '../../demo-server/protocol.ts';
import { fetchParts } from './fetch-parts.ts';
import { type InBrowserOptions, type InBrowserServer, inBrowserServer } from './in-browser.ts';
import { readManifest, startWorker } from './start-worker.ts';

/** `base` is the path under which the site is served, `/` or `/some/path/`. */
export function pageInBrowserServer(base: string): InBrowserServer {
  return inBrowserServer({ origin: pageOrigin(), open: openPageWorker(base, 'demo-server') });
}

export const pageOrigin = (): string => globalThis.location?.origin ?? 'http://localhost';

/** Starts a worker; `name` is what the browser's tools show. */
export function openPageWorker(base: string, name: string): InBrowserOptions['open'] {
  return async (events) => {
    if (typeof Worker === 'undefined') throw new Error('it has no workers.');
    const [manifest, manifestUrl] = await readManifest<WorkerManifest>(base, 'manifest.json');
    const line = startWorker<WorkerMessage, PageMessage>(new URL(manifest.script, manifestUrl), name, events);
    const at = ({ url, bytes }: WorkerFile): WorkerFile => ({ url: new URL(url, manifestUrl).href, bytes });
    const { engine, engineData, database } = manifest.files;
    const files = { engine: at(engine), engineData: at(engineData), database: at(database) };
    try {
      return { parts: await fetchParts(files, events.fetching), line };
    } catch (error) {
      line.end();
      throw error;
    }
  };
}
