/**
 * Handing on, over sockets: programs send to this server by HTTP and gRPC, it hands everything on to a collector (a
 * receiver of our own), and the collector goes away and comes back.
 */
import { credentials, makeClientConstructor } from '@grpc/grpc-js';
import { createAdaptorServer } from '@hono/node-server';
import { Hono } from 'hono';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Sessions } from '../../demo-server/feed/sessions.ts';
import { createForwarder, FORWARDED_HEADER } from '../../demo-server/otlp/forwarder.ts';
import { IngestLog } from '../../demo-server/otlp/ingest/ingest-log.ts';
import { createReceiver } from '../../demo-server/otlp/receiver.ts';
import { otlpRoutes } from '../../demo-server/otlp/routes.ts';
import type { IngestAnswer } from '../../demo-server/protocol.ts';
import { nodeClock } from '../../demo-server/runtime/node/clock.ts';
import { type Listening, listen } from '../../demo-server/runtime/node/listen.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import { recentSignals } from '../../demo-server/store/recent-requests.ts';
import { writeTraces } from '../support/otlp-protobuf-writer.ts';

const PATIENT = { timeout: 30_000 };
const failures: unknown[] = [];
let server: NodeServer;
let collector: Awaited<ReturnType<typeof newCollector>>;

/** A receiver with a store behind it that can be switched off and on, always at the same address. */
async function newCollector() {
  const store = memoryTraceStore();
  const recent = recentSignals();
  const log = new IngestLog(nodeClock);
  // It hands on as well, and back to where all came from.
  const urls: { traces?: string } = {};
  const forwarder = createForwarder({ urls, headers: {}, clock: nodeClock });
  const routes = otlpRoutes(
    createReceiver({ sessions: new Sessions(nodeClock), store, recent, log, forwarder }),
  );
  const marks = new Set<string | null>();
  const answersLost = { left: 0 };
  const app = new Hono().mount('/v1', async (request) => {
    marks.add(request.headers.get(FORWARDED_HEADER));
    const answer = await routes.fetch(request);
    if (answersLost.left === 0) return answer;
    answersLost.left--;
    return new Response(null, { status: 503 });
  });
  const start = (port: number): Promise<Listening> =>
    listen(createAdaptorServer({ fetch: app.fetch, overrideGlobalObjects: false }), port, '127.0.0.1');
  let listening = await start(0);
  const { port } = listening;
  return {
    url: `http://127.0.0.1:${port}`,
    store,
    recent,
    log,
    marks,
    /** So many requests are taken without the sender ever hearing of it. */
    answersLost,
    handsOnTo: (url: string) => Object.assign(urls, { traces: `${url}/v1/traces` }),
    forwarder,
    stop: () => listening.close(),
    async restart() {
      listening = await start(port);
    },
  };
}

beforeAll(async () => {
  collector = await newCollector();
  const urls = {
    traces: `${collector.url}/v1/traces`,
    metrics: `${collector.url}/v1/metrics`,
    logs: `${collector.url}/v1/logs`,
  };
  server = await startNodeServer({
    port: 0,
    grpcPort: 0,
    report: (error) => failures.push(error),
    deps: { forwarding: { urls, headers: {} } },
  });
  collector.handsOnTo(server.url);
});
afterAll(async () => {
  collector.forwarder.close();
  await collector.stop();
  await server.close();
  expect(failures).toEqual([]);
});

let spanCount = 0;
const newTraces = () => ({
  resourceSpans: [
    {
      scopeSpans: [
        {
          spans: [
            {
              traceId: '5b8aa5a2d2c872e8321cf37308d69df2',
              spanId: (++spanCount).toString(16).padStart(16, 'a'),
              name: 'handed on',
              startTimeUnixNano: '1790000000000000000',
              endTimeUnixNano: '1790000000025000000',
            },
          ],
        },
      ],
    },
  ],
});

async function byHttp(path: string, body: object): Promise<void> {
  const answer = await fetch(`${server.url}/v1/${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  expect(answer.status).toBe(200);
}
async function byGrpc(body: object): Promise<void> {
  const Client = makeClientConstructor({}, 'any');
  const client = new Client((server.grpcUrl ?? '').replace('http://', ''), credentials.createInsecure());
  const path = '/opentelemetry.proto.collector.trace.v1.TraceService/Export';
  await new Promise<void>((resolve, reject) =>
    client.makeUnaryRequest(
      path,
      (bytes: Uint8Array) => Buffer.from(bytes),
      (bytes: Buffer) => bytes,
      writeTraces(body),
      (error) => (error === null ? resolve() : reject(error)),
    ),
  );
  client.close();
}
const forwarding = async () => {
  const { forwarding: state }: IngestAnswer = await (await fetch(`${server.url}/api/ingest`)).json();
  return state;
};

test('what comes by HTTP and gRPC, of all three signals, goes on by HTTP, marked', async () => {
  await byHttp('traces', newTraces());
  await byGrpc(newTraces());
  const point = { asInt: '1', timeUnixNano: '1790000000000000000' };
  await byHttp('metrics', {
    resourceMetrics: [{ scopeMetrics: [{ metrics: [{ name: 'm', gauge: { dataPoints: [point] } }] }] }],
  });
  await byHttp('logs', {
    resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'l' } }] }] }],
  });
  await expect.poll(forwarding, PATIENT).toEqual({ forwarded: 4, waiting: 0, dropped: 0, trouble: '' });
  expect(collector.store.keptSpans).toBe(2);
  expect(collector.recent.metrics.bodies()).toHaveLength(1);
  expect(collector.recent.logs.bodies()).toHaveLength(1);
  const types = collector.log.entries().map(({ contentType }) => contentType);
  expect(types.filter((type) => type === 'application/x-protobuf')).toHaveLength(1);
  expect([...collector.marks]).toEqual(['1']);
});

test('while the collector is away everything waits, and then each span is there once', async () => {
  await collector.stop();
  const before = collector.store.keptSpans;
  for (let n = 0; n < 3; n++) {
    await byHttp('traces', newTraces());
    await byGrpc(newTraces());
  }
  await expect
    .poll(forwarding, PATIENT)
    .toMatchObject({ waiting: 6, trouble: 'The backend does not answer.' });
  expect(collector.store.keptSpans).toBe(before);
  collector.answersLost.left = 1;
  await collector.restart();
  await expect.poll(forwarding, PATIENT).toEqual({ forwarded: 10, waiting: 0, dropped: 0, trouble: '' });
  expect(collector.store.keptSpans).toBe(before + 6);
  // The one whose answer was lost was sent twice.
  expect(collector.log.totals().accepted.traces).toBe(collector.store.keptSpans + 1);
});

test('what was handed on once comes back to nobody', () => {
  expect(collector.forwarder.state).toMatchObject({ forwarded: 0, waiting: 0 });
  expect(collector.log.totals().accepted.traces).toBeGreaterThan(0);
});
