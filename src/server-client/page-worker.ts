/** The worker of a built site: its manifest says where everything is. */
import type { PageMessage, WorkerFile, WorkerManifest, WorkerMessage } from '../../demo-server/protocol.ts';
import { fetchParts } from './fetch-parts.ts';
import { type InBrowserOptions, type InBrowserServer, inBrowserServer } from './in-browser.ts';

/** `base` is the path under which the site is served, `/` or `/some/path/`. */
export function pageInBrowserServer(base: string): InBrowserServer {
  return inBrowserServer({ origin: pageOrigin(), open: openPageWorker(base, 'demo-server') });
}

export const pageOrigin = (): string => globalThis.location?.origin ?? 'http://localhost';

/** Starts a worker; `name` is what the browser's tools show. */
export function openPageWorker(base: string, name: string): InBrowserOptions['open'] {
  return async (events) => {
    if (typeof Worker === 'undefined') throw new Error('it has no workers.');
    const manifestUrl = new URL(`${base.replace(/\/$/, '')}/worker/manifest.json`, location.href);
    const manifest = await readManifest(manifestUrl);
    const worker = new Worker(new URL(manifest.script, manifestUrl), { name });
    worker.addEventListener('message', ({ data }: MessageEvent<WorkerMessage>) => events.message(data));
    worker.addEventListener('error', (event) => {
      event.preventDefault();
      events.broken(event.message || 'its script could not be loaded.');
    });
    const at = ({ url, bytes }: WorkerFile): WorkerFile => ({ url: new URL(url, manifestUrl).href, bytes });
    const { engine, engineData, database } = manifest.files;
    const files = { engine: at(engine), engineData: at(engineData), database: at(database) };
    try {
      return {
        parts: await fetchParts(files, events.fetching),
        line: {
          post: (message: PageMessage, transfer = []) => worker.postMessage(message, [...transfer]),
          end: () => worker.terminate(),
        },
      };
    } catch (error) {
      worker.terminate();
      throw error;
    }
  };
}

async function readManifest(url: URL): Promise<WorkerManifest> {
  // The one name that stays the same: asked anew each time, answered 304 when nothing changed.
  const response = await fetch(url, { cache: 'no-cache' });
  if (!response.ok) throw new Error(`${url.pathname} was answered with ${response.status}.`);
  return (await response.json()) as WorkerManifest;
}
