/** Stands between a run and a demo server and writes down what passes. One run each; the server notices nothing. */
import { BAGGAGE_RUN_ID, BAGGAGE_SESSION_ID } from '../../demo-server/protocol.ts';
import type { DemoServer } from './port.ts';
import {
  type RecordedExchange,
  type RecordedIdentity,
  type RecordedMessage,
  requestKey,
} from './recording.ts';

export interface Recorder {
  readonly server: DemoServer;
  /** What was written down so far; undefined before a request with a trace was sent. */
  recorded(): RecordedTraffic | undefined;
}
export interface RecordedTraffic {
  readonly identity: RecordedIdentity;
  readonly exchanges: readonly RecordedExchange[];
  readonly feed: readonly RecordedMessage[];
}

export function recorderOf(server: DemoServer, unixNano: () => bigint): Recorder {
  const exchanges: RecordedExchange[] = [];
  const feed: RecordedMessage[] = [];
  let identity: RecordedIdentity | undefined;

  return {
    recorded: () => identity && { identity, exchanges: [...exchanges], feed: [...feed] },
    server: {
      ...server,
      async request(path, init = {}) {
        // The page reports its own span to the server's store; nothing of the run depends on it.
        if (path.startsWith('/v1/')) return server.request(path, init);
        const caller = identityOf(new Headers(init.headers));
        identity ??= caller;
        const sentAt = unixNano();
        const response = await server.request(path, init);
        const body = await response.clone().text();
        exchanges.push({
          key: requestKey(init.method ?? 'GET', path, typeof init.body === 'string' ? init.body : undefined),
          traced: caller !== undefined,
          sentUnixNano: String(sentAt),
          durationMs: Number(unixNano() - sentAt) / 1e6,
          status: response.status,
          contentType: response.headers.get('content-type') ?? '',
          body,
        });
        return response;
      },
      feed: (session, listener) =>
        server.feed(session, (event) => {
          if ('data' in event) {
            const { id: _, ...message } = event;
            feed.push({ atUnixNano: String(unixNano()), ...message } as RecordedMessage);
          }
          listener(event);
        }),
    },
  };
}

/** Who asks, by W3C trace context and baggage; undefined for a request outside of any run. */
export function identityOf(headers: Headers): RecordedIdentity | undefined {
  const [, traceId, rootSpanId] = (headers.get('traceparent') ?? '').split('-');
  const baggage = new Map(
    (headers.get('baggage') ?? '').split(',').map((member): [string, string] => {
      const [key = '', value = ''] = member.trim().split('=');
      return [key, decodeURIComponent(value)];
    }),
  );
  const session = baggage.get(BAGGAGE_SESSION_ID);
  const runId = baggage.get(BAGGAGE_RUN_ID);
  if (!traceId || !rootSpanId || !session || !runId) return undefined;
  return { traceId, rootSpanId, session, runId };
}
