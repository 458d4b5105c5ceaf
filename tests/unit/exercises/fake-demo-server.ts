/** A demo server of a few lines: what it hears is kept, what it says is said by the test. Time stands still. */
import type { Clock } from '../../../src/exercises/run/clock.ts';
import type { DemoServer, FeedListener } from '../../../src/server-client/port.ts';
import type { OtlpTraces } from '../../../src/trace/model/otlp-json.ts';

export interface FakeRequest {
  readonly path: string;
  readonly init: RequestInit;
  readonly traceId: string;
  readonly parentId: string;
  readonly runId: string;
  answer(body: unknown, status?: number): void;
  fail(): void;
}

export function fakeDemoServer() {
  const requests: FakeRequest[] = [];
  const reported: string[] = [];
  let listener: FeedListener = () => {};
  let listening = 0;
  let nextId = 1;
  const server: DemoServer = {
    mode: 'live',
    request: (path, init = {}) => {
      if (path === '/v1/traces') {
        reported.push(String(init.body));
        return Promise.resolve(new Response('{}'));
      }
      return new Promise((resolve, reject) => {
        init.signal?.addEventListener('abort', () => reject(new DOMException('aborted', 'AbortError')));
        const headers = new Headers(init.headers);
        const [, traceId = '', parentId = ''] = (headers.get('traceparent') ?? '').split('-');
        const runId = /bldg\.run\.id=([^,]*)/.exec(headers.get('baggage') ?? '')?.[1] ?? '';
        requests.push({
          path,
          init,
          traceId,
          parentId,
          runId,
          answer: (body, status = 200) => resolve(Response.json(body, { status })),
          fail: () => reject(new TypeError('fetch failed')),
        });
      });
    },
    feed: async (_, heard) => {
      listener = heard;
      listening += 1;
      return () => {
        listening -= 1;
      };
    },
  };
  type Said = Parameters<FeedListener>[0] extends infer Event
    ? Event extends { readonly id: number }
      ? Omit<Event, 'id'>
      : Event
    : never;
  return {
    server,
    requests,
    reported,
    get listening() {
      return listening;
    },
    say: (event: Said) => listener({ id: nextId++, ...event } as Parameters<FeedListener>[0]),
    settle: (runId: string) =>
      listener({
        id: nextId++,
        type: 'settled',
        data: { runId, verdict: 'settled', openSpans: 0, queuedMessages: 0 },
      }),
    timeOut: (runId: string, openSpans: number, queuedMessages = 0) =>
      listener({
        id: nextId++,
        type: 'settled',
        data: { runId, verdict: 'timed-out', openSpans, queuedMessages },
      }),
  };
}

export function fakeClock() {
  let nowNano = 1_700_000_000_000_000_000n;
  const timers = new Set<{ readonly ms: number; readonly callback: () => void }>();
  const clock: Clock = {
    unixNano: () => {
      nowNano += 1_000_000n;
      return nowNano;
    },
    after(ms, callback) {
      const timer = { ms, callback };
      timers.add(timer);
      return () => void timers.delete(timer);
    },
  };
  return {
    clock,
    timers,
    /** Lets the timer that waits longest, of those up to so many milliseconds, go off. */
    fire(ms: number) {
      for (const timer of [...timers]) {
        if (timer.ms > ms) continue;
        timers.delete(timer);
        timer.callback();
      }
    },
  };
}

export function span(
  name: string,
  ids: { readonly traceId: string; readonly spanId: string; readonly parentSpanId?: string },
  runId: string,
): OtlpTraces {
  const attributes = [{ key: 'bldg.run.id', value: { stringValue: runId } }];
  const start = '1700000000002000000';
  return {
    resourceSpans: [
      {
        resource: { attributes: [{ key: 'service.name', value: { stringValue: 'building-api' } }] },
        scopeSpans: [
          { spans: [{ ...ids, name, attributes, startTimeUnixNano: start, endTimeUnixNano: start }] },
        ],
      },
    ],
  };
}

/** Lets promises that are already resolved run on. */
export async function turns(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) await Promise.resolve();
}
