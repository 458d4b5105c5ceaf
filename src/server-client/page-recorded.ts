/** The recordings of a built site, as a demo server. Nothing of it is loaded before somebody asks it something. */
import { loadOnce } from './load-once.ts';
import type { DemoServer } from './port.ts';

export function pageRecordedServer(): DemoServer {
  const server = loadOnce(async () => (await import('./page-recordings.ts')).pageRecordings());
  return {
    mode: 'recorded',
    request: async (path, init) => (await server()).request(path, init),
    feed: async (session, listener) => (await server()).feed(session, listener),
  };
}
