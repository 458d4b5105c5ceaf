/** The recordings of a built site, as a demo server. Nothing of it is loaded before somebody asks it something. */
import type { DemoServer } from './port.ts';

export function pageRecordedServer(): DemoServer {
  let loading: Promise<DemoServer> | undefined;
  const server = (): Promise<DemoServer> => {
    loading ??= import('./page-recordings.ts').then(({ pageRecordings }) => pageRecordings());
    // One that could not be fetched is fetched again by the next who asks.
    loading.catch(() => {
      loading = undefined;
    });
    return loading;
  };
  return {
    mode: 'recorded',
    request: async (path, init) => (await server()).request(path, init),
    feed: async (session, listener) => (await server()).feed(session, listener),
  };
}
