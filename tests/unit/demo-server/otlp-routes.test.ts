/** The receiver without a server: what it does under load, and which session is shown which span. */
import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { Sessions } from '../../../demo-server/feed/sessions.ts';
import { Findings } from '../../../demo-server/otlp/findings.ts';
import { IngestLog } from '../../../demo-server/otlp/ingest/ingest-log.ts';
import { ingestRoutes } from '../../../demo-server/otlp/ingest/routes.ts';
import { createReceiver } from '../../../demo-server/otlp/receiver.ts';
import { otlpRoutes, receiverStarting } from '../../../demo-server/otlp/routes.ts';
import type { IngestAnswer } from '../../../demo-server/protocol.ts';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import { recentSignals } from '../../../demo-server/store/recent-requests.ts';
import type { Audience } from '../../../demo-server/store/viewer.ts';
import { FakeClock } from '../../support/fake-clock.ts';

const JSON_TYPE = { 'content-type': 'application/json' };

function receiver({ maxSessions = 10, maxBytes = 1_000 } = {}) {
  const clock = new FakeClock();
  const sessions = new Sessions(clock, maxSessions);
  const store = memoryTraceStore();
  const log = new IngestLog(clock);
  const routes = otlpRoutes(createReceiver({ sessions, store, recent: recentSignals(), log }), {
    maxBytes,
    maxBytesInFlight: maxBytes,
  });
  const post = async (body: BodyInit, headers: Record<string, string> = JSON_TYPE) =>
    routes.request('/traces', { method: 'POST', body, headers, duplex: 'half' } as RequestInit);
  const ingest = async (audience: Audience, query = ''): Promise<IngestAnswer> =>
    (await ingestRoutes(log, audience).request(`/ingest${query}`)).json();
  return { sessions, store, post, ingest };
}
const encode = (text: string) => new TextEncoder().encode(text);
const id = (n: number) => n.toString(16).padStart(16, '0');
const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanOf = (n: number, session?: string) => ({
  traceId,
  spanId: id(n),
  name: `span ${n}`,
  startTimeUnixNano: '1',
  endTimeUnixNano: '2',
  attributes: session === undefined ? [] : [{ key: 'session.id', value: { stringValue: session } }],
});
const requestOf = (spans: readonly unknown[]) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

test('what would be too much at once is asked to come again, and room is given back', async () => {
  const { post } = receiver();
  let feed: ReadableStreamDefaultController<Uint8Array> | undefined;
  const slow = new ReadableStream<Uint8Array>({
    start(controller) {
      feed = controller;
    },
    pull: () => {},
  });
  const first = post(slow);
  feed?.enqueue(encode(`{"x":"${'x'.repeat(600)}`));
  const body = `{"y":"${'y'.repeat(600)}"}`;
  await expect.poll(async () => (await post(body)).status).toBe(503);
  const second = await post(body);
  expect(second.headers.get('retry-after')).toBe('1');
  expect(await second.json()).toEqual({ code: 14, message: expect.any(String) });
  feed?.enqueue(encode('"}'));
  feed?.close();
  expect((await first).status).toBe(200);
  expect((await post(body)).status).toBe(200);
});

test('a body of unknown length is stopped at the limit', async () => {
  const { post } = receiver();
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => controller.enqueue(encode('x'.repeat(400))),
  });
  expect((await post(endless)).status).toBe(413);
  expect((await post('{}')).status).toBe(200);
});

test('unless told otherwise, 64 MiB are read and not one byte more, also of what inflates', async () => {
  const read: number[] = [];
  const routes = otlpRoutes({
    async receive(_, body) {
      read.push(body.length);
      return new Findings();
    },
    refused: () => {},
  });
  const post = async (bytes: number, headers: object = {}) => {
    const body = 'content-encoding' in headers ? gzipSync(Buffer.alloc(bytes)) : new Uint8Array(bytes);
    const sent = { method: 'POST', body, headers: { 'content-type': 'application/x-protobuf', ...headers } };
    return (await routes.request('/traces', sent)).status;
  };
  const LIMIT = 64 * 1024 * 1024;
  const gzip = { 'content-encoding': 'gzip' };
  expect([await post(LIMIT), await post(LIMIT + 1)]).toEqual([200, 413]);
  expect([await post(LIMIT, gzip), await post(LIMIT + 1, gzip)]).toEqual([200, 413]);
  expect(read).toEqual([LIMIT, LIMIT]);
});

test('each session is shown its own spans, in portions; the store has all', async () => {
  const { sessions, store, post } = receiver({ maxBytes: 1_000_000 });
  const shown: Record<string, number[]> = { 'session-a': [], 'session-b': [] };
  for (const name of Object.keys(shown))
    sessions.open(name)?.subscribe(({ spans, json }) => {
      shown[name]?.push(spans);
      expect(json).not.toContain(name === 'session-a' ? 'session-b' : 'session-a');
    });
  const spans = Array.from({ length: 1_300 }, (_, n) =>
    spanOf(n + 1, n < 1_200 ? 'session-a' : n < 1_250 ? 'session-b' : undefined),
  );
  expect(await (await post(requestOf(spans))).json()).toEqual({});
  expect(shown).toEqual({ 'session-a': [512, 512, 176], 'session-b': [50] });
  expect(store.keptSpans).toBe(1_300);
});

test('without room for a session its spans are stored, and the sender is told', async () => {
  const { sessions, store, post } = receiver({ maxSessions: 1 });
  sessions.open('session-a')?.subscribe(() => {});
  const { partialSuccess } = await (await post(requestOf([spanOf(1, 'session-b')]))).json();
  expect(partialSuccess).toEqual({ rejectedSpans: '0', errorMessage: expect.stringContaining('no room') });
  expect(store.has(traceId)).toBe(true);
});

test('many different reasons make a short answer', async () => {
  const { post } = receiver({ maxBytes: 1_000_000 });
  const spans = Array.from({ length: 2_000 }, (_, n) => ({ ...spanOf(n), traceId: `bad ${n}` }));
  const text = await (await post(requestOf(spans))).text();
  expect(JSON.parse(text).partialSuccess.rejectedSpans).toBe('2000');
  expect(text.length).toBeLessThan(4_000);
  expect(text).toContain('and 1992 more');
});

describe('the ingest log', () => {
  test('says of each request how it came and what became of it, newest first', async () => {
    const { post, ingest } = receiver({ maxBytes: 20_000 });
    await post(requestOf([spanOf(1), { ...spanOf(2), traceId: 'bad' }]), {
      ...JSON_TYPE,
      'user-agent': 'my-exporter/1.0',
    });
    await post('not json');
    await post(gzipSync(requestOf([spanOf(3)])), { ...JSON_TYPE, 'content-encoding': 'gzip' });
    await post(requestOf([]), { 'content-type': 'text/plain' });
    await post(requestOf([]), { ...JSON_TYPE, 'content-encoding': 'gzip' });
    await post('x'.repeat(20_001));
    const { requests, totals, scope } = await ingest('everyone');
    expect(scope).toBe('everything');
    expect(requests.map(({ number, status, outcome }) => [number, status, outcome])).toEqual([
      [6, 413, 'refused'],
      [5, 400, 'refused'],
      [4, 415, 'refused'],
      [3, 200, 'taken'],
      [2, 400, 'refused'],
      [1, 200, 'taken'],
    ]);
    expect(totals).toMatchObject({
      requests: 6,
      refused: 4,
      accepted: { traces: 2 },
      rejected: { traces: 1 },
    });
    expect(requests.at(-1)).toMatchObject({
      signal: 'traces',
      transport: 'http',
      contentType: 'application/json',
      sender: 'my-exporter/1.0',
      accepted: 1,
      rejected: 1,
      message: expect.stringContaining('traceId "bad"'),
      lint: [{ rule: 'missing-service-name', times: 1 }],
    });
    const gzipped = requests.find(({ number }) => number === 3);
    expect(gzipped?.compression).toBe('gzip');
    expect(gzipped?.wireBytes).toBe(gzipSync(requestOf([spanOf(3)])).length);
    expect(gzipped?.bytes).toBe(requestOf([spanOf(3)]).length);
  });

  test('on a shared server nobody is shown the requests of other sessions, nor any session id', async () => {
    const { post, ingest } = receiver({ maxBytes: 20_000 });
    await post(requestOf([spanOf(1, 'session-a')]));
    await post(requestOf([spanOf(2)]));
    const numbers = async (query = '') =>
      (await ingest('own-session', query)).requests.map(({ number }) => number);
    expect(await numbers()).toEqual([2]);
    expect(await numbers('?session=session-a')).toEqual([2, 1]);
    expect(await numbers('?session=session-b')).toEqual([2]);
    expect(JSON.stringify(await ingest('everyone'))).not.toContain('session-a');
  });

  test('keeps little of what senders write', async () => {
    const { post, ingest } = receiver({ maxBytes: 200_000 });
    const name = 'n'.repeat(100_000);
    const attributes = [{ key: 'service.name', value: { stringValue: name } }];
    const body = JSON.stringify({ resourceSpans: [{ resource: { attributes }, scopeSpans: [] }] });
    const headers = { 'content-type': `application/json; ${name}`, 'user-agent': name };
    await post(body, headers);
    await post(body, { ...headers, 'content-encoding': name });
    const { requests } = await ingest('everyone');
    expect(requests).toMatchObject([{ status: 415 }, { status: 200, services: ['n'.repeat(120)] }]);
    expect(JSON.stringify(requests).length).toBeLessThan(2_000);
  });

  test('is bounded, and the totals go on', async () => {
    const { post, ingest } = receiver();
    for (let n = 0; n < 1_100; n++) await post('{}');
    const { requests, totals } = await ingest('everyone');
    expect(totals.requests).toBe(1_100);
    expect(requests).toHaveLength(500);
    expect(requests[0]?.number).toBe(1_100);
  });
});

test('names in snake_case and enums by name are left out with a word, not silently', async () => {
  const { post } = receiver({ maxBytes: 20_000 });
  const { name: _, ...nameless } = spanOf(1);
  const body = requestOf([{ ...nameless, start_time_unix_nano: '1', kind: 'SPAN_KIND_SERVER' }]);
  const { partialSuccess } = await (await post(body)).json();
  expect(partialSuccess.rejectedSpans).toBe('0');
  expect(partialSuccess.errorMessage).toContain(
    '"start_time_unix_nano" is left out: OTLP/JSON names it "startTimeUnixNano"',
  );
  expect(partialSuccess.errorMessage).toContain('OTLP/JSON takes the numbers of enums, not their names');
});

test('while the server starts, senders are asked to come again in their encoding', async () => {
  const headers = { 'content-type': 'application/x-protobuf' };
  const answer = receiverStarting(new Request('http://demo/v1/traces', { method: 'POST', headers }));
  expect([answer.status, answer.headers.get('retry-after'), answer.headers.get('content-type')]).toEqual([
    503,
    '1',
    'application/x-protobuf',
  ]);
});

test('what is kept is bounded by its size too, oldest first', async () => {
  const store = memoryTraceStore(100, 100, 1_000);
  const one = (n: number) => ({
    resourceSpans: [{ scopeSpans: [{ spans: [{ ...spanOf(n), traceId: id(n).padStart(32, 'a') }] }] }],
  });
  for (let n = 1; n <= 4; n++) await store.add(one(n), 400);
  expect([1, 2, 3, 4].map((n) => store.has(id(n).padStart(32, 'a')))).toEqual([false, false, true, true]);
  const { metrics } = recentSignals();
  for (let n = 1; n <= 3; n++) await metrics.add({ resourceMetrics: [] }, 9_000, 10);
  expect(metrics.bodies()).toHaveLength(2);
  await metrics.add({ resourceMetrics: [] }, 1, 65 * 1024 * 1024);
  expect(metrics.bodies()).toHaveLength(1);
});
