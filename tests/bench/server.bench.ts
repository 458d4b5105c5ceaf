/**
 * What telemetry costs a request, and how many pages one process can keep informed. Both over real sockets; the pages
 * are read in a thread of their own.
 */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { liveSpanProcessor } from '../../demo-server/telemetry/feed-processors.ts';
import { withRun } from '../../demo-server/telemetry/run-baggage.ts';
import { createServiceTelemetry } from '../../demo-server/telemetry/service-telemetry.ts';
import { type Bench, type Figure, median } from './bench.ts';

const WARM_UP = 100;
const REQUESTS = 600;
const BLOCK = 20;
const BREATH_MS = 60;
const SUBSCRIBERS = 200;
const SPANS_PER_SECOND = 2_000;
const SECONDS = 5;
const TICK_MS = 10;

export const benches: readonly Bench[] = [
  { name: 'request with and without telemetry', run: requestRatio },
  { name: 'feed, a session each', run: () => feedLoss('a session each', (n) => `bench-session-${n}`) },
  { name: 'feed, one session for all', run: () => feedLoss('one session for all', () => 'bench-session') },
];

async function requestRatio(): Promise<readonly Figure[]> {
  const watched = await startNodeServer({ port: 0 });
  const bare = await startNodeServer({ port: 0, deps: { telemetry: false } });
  const stop = watched.app.sessions.open('bench-session')?.subscribe(() => {});
  const ask = async ({ url }: NodeServer, n: number): Promise<number> => {
    const headers = { baggage: `session.id=bench-session,bldg.run.id=r${n % 8}` };
    const startMs = performance.now();
    const answer = await fetch(`${url}/api/building/units/${(n % 24) + 1}/devices`, { headers });
    await answer.arrayBuffer();
    return performance.now() - startMs;
  };
  const withMs: number[] = [];
  const withoutMs: number[] = [];
  for (let n = 0; n < WARM_UP + REQUESTS; n += BLOCK) {
    // In turns, so that what disturbs the machine disturbs both; in blocks with a breath between them, so that the
    // encoding of one server's telemetry is not charged to the other's requests.
    for (const [server, samplesMs] of [
      [watched, withMs],
      [bare, withoutMs],
    ] as const) {
      for (let k = 0; k < BLOCK; k++) {
        const ms = await ask(server, n + k);
        if (n >= WARM_UP) samplesMs.push(ms);
      }
      await new Promise((resolve) => setTimeout(resolve, BREATH_MS));
    }
  }
  stop?.();
  await watched.close();
  await bare.close();
  return [
    { name: 'request, full telemetry: median', value: median(withMs), unit: 'ms', better: 'lower' },
    { name: 'request, no SDK: median', value: median(withoutMs), unit: 'ms', better: 'lower' },
    {
      name: 'request, full telemetry / no SDK',
      value: median(withMs) / median(withoutMs),
      unit: 'x',
      better: 'lower',
      budget: 1.5,
    },
  ];
}

/** 2,000 spans a second from one process to 200 pages; in all, or to each of them when they share a session. */
async function feedLoss(how: string, sessionOf: (subscriber: number) => string): Promise<readonly Figure[]> {
  const server = await startNodeServer({ port: 0 });
  const sessions = Array.from({ length: SUBSCRIBERS }, (_, n) => sessionOf(n));
  const readers = new Worker(new URL('./feed-readers.ts', import.meta.url));
  readers.postMessage({ urls: sessions.map((id) => `${server.url}/api/feed?session=${id}`) });
  await once(readers, 'message');

  const telemetry = createServiceTelemetry('bench', {
    spanProcessors: [liveSpanProcessor(server.app.sessions)],
    logProcessors: [],
    metricReaders: () => [],
    runMeters: () => undefined,
  });
  const different = [...new Set(sessions)];
  let emitted = 0;
  const startMs = performance.now();
  while (emitted < SPANS_PER_SECOND * SECONDS) {
    const due = Math.min(
      ((performance.now() - startMs) / 1000) * SPANS_PER_SECOND,
      SPANS_PER_SECOND * SECONDS,
    );
    for (; emitted < due; emitted++) {
      const sessionId = different[emitted % different.length] ?? '';
      const context = withRun(ROOT_CONTEXT, { sessionId, runId: undefined });
      telemetry.tracer.startSpan('bench', { attributes: { 'http.route': '/bench/:id' } }, context).end();
    }
    await new Promise((resolve) => setTimeout(resolve, TICK_MS));
  }
  const emitMs = performance.now() - startMs;
  const expected = emitted * (SUBSCRIBERS / different.length);
  // As long as more arrives, it is late and not lost.
  let arrived = { spans: -1, dropped: 0 };
  for (let before = -2; arrived.spans !== before && arrived.spans < expected; ) {
    before = arrived.spans;
    await new Promise((resolve) => setTimeout(resolve, 500));
    readers.postMessage('count');
    [arrived] = (await once(readers, 'message')) as [typeof arrived];
  }
  await readers.terminate();
  await telemetry.shutdown();
  await server.close();
  const about = `feed, ${SUBSCRIBERS} subscribers, ${how}`;
  return [
    {
      name: `${about}: spans lost`,
      value: expected - arrived.spans,
      unit: 'spans',
      better: 'lower',
      budget: 0,
    },
    { name: `${about}: rate held`, value: emitted / (emitMs / 1000), unit: 'spans/s', better: 'higher' },
  ];
}
