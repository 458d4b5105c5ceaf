/** device-gateway on a loopback port of its own, so that calls to it cross a real socket. */
import { createAdaptorServer } from '@hono/node-server';
import type { Fetch } from '../../fetch.ts';
import type { Peer } from '../../telemetry/traced-fetch.ts';
import { listen } from './listen.ts';

export async function serveGateway(fetch: Fetch): Promise<Peer & { close(): Promise<void> }> {
  const server = createAdaptorServer({ fetch, overrideGlobalObjects: false });
  const { port, close } = await listen(server, 0, '127.0.0.1');
  return { baseUrl: `http://127.0.0.1:${port}`, fetch: (request) => globalThis.fetch(request), close };
}
