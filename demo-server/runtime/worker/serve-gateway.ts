/**
 * device-gateway without a socket: its own `fetch`, called outside of every context, so that what the caller did not
 * write into a header does not arrive.
 */
import { context as contextApi, ROOT_CONTEXT } from '@opentelemetry/api';
import type { Fetch } from '../../fetch.ts';
import type { Peer } from '../../telemetry/traced-fetch.ts';

export async function serveGateway(fetch: Fetch): Promise<Peer & { close(): Promise<void> }> {
  return {
    baseUrl: 'http://device-gateway',
    fetch: async (request) => contextApi.with(ROOT_CONTEXT, () => fetch(request)),
    close: async () => {},
  };
}
