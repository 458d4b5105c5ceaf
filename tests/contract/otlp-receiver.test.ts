/**
 * The receiver as any sender meets it: OTLP/HTTP 1.11 point by point, over a socket.
 *
 * Longer than other files: one protocol, against one server that starts once.
 */
import { gzipSync } from 'node:zlib';
import { PbfReader, PbfWriter } from 'pbf';
import { describe, expect, test } from 'vitest';
import { startNodeServer } from '../../demo-server/runtime/node.ts';
import type { OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { oddSpans } from '../support/odd-spans.ts';
import { writeTraces } from '../support/otlp-protobuf-writer.ts';
import { quietServer } from '../support/quiet-server.ts';

const MAX_BYTES = 200_000;
const FRIEND = 'https://shop.example';
const PROTOBUF = 'application/x-protobuf';
const JSON_TYPE = 'application/json';

const server = await quietServer({
  otlpPort: 0,
  receiver: { maxBytes: MAX_BYTES, allowedOrigins: [FRIEND] },
});

type Sent = string | Uint8Array<ArrayBuffer>;
const post = (path: string, body: Sent, headers: Record<string, string> = {}) =>
  fetch(server.url + path, { method: 'POST', body, headers: { 'content-type': JSON_TYPE, ...headers } });
const postProtobuf = (path: string, body: Sent, headers: Record<string, string> = {}) =>
  post(path, body, { 'content-type': PROTOBUF, ...headers });

let traceCount = 0;
/** Each test looks at a trace of its own. */
const newTraceId = () => (++traceCount).toString(16).padStart(32, 'e');
const span = (over: object = {}) => ({
  traceId: newTraceId(),
  spanId: 'b7ad6b7169203331',
  name: 'hello',
  kind: 1,
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000000025000000',
  ...over,
});
const tracesOf = (...spans: readonly unknown[]) =>
  JSON.stringify({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
const storedSpans = async (traceId: string): Promise<Record<string, unknown>[]> => {
  const answer = await fetch(`${server.url}/api/traces/${traceId}`);
  if (answer.status === 404) return [];
  const { resourceSpans } = await answer.json();
  return resourceSpans.flatMap((group: { scopeSpans: { spans: Record<string, unknown>[] }[] }) =>
    group.scopeSpans.flatMap(({ spans }) => spans),
  );
};

const write = (fill: (pbf: PbfWriter) => void): Uint8Array<ArrayBuffer> => {
  const pbf = new PbfWriter();
  fill(pbf);
  return new Uint8Array(pbf.finish());
};
const bytesOfHex = (hex: string) => new Uint8Array(Buffer.from(hex, 'hex'));
const protobufTraces = (...ids: readonly { readonly traceId: string; readonly spanId: string }[]) => {
  const spans = write((pbf) => {
    for (const { traceId, spanId } of ids)
      pbf.writeMessage(
        2,
        (_, inner) => {
          inner.writeBytesField(1, bytesOfHex(traceId));
          inner.writeBytesField(2, bytesOfHex(spanId));
          inner.writeStringField(5, 'binary');
        },
        undefined,
      );
  });
  const scopeSpans = write((pbf) => pbf.writeBytesField(2, spans));
  return write((pbf) => pbf.writeBytesField(1, scopeSpans));
};
/** The number and text fields of a flat protobuf message, by field number. */
async function protobufFields(answer: Response): Promise<Record<number, unknown>> {
  const pbf = new PbfReader(await answer.arrayBuffer());
  const fields: Record<number, unknown> = {};
  for (let field = pbf.nextField(); field !== 0; field = pbf.nextField()) {
    if (pbf.type === 0) fields[field] = pbf.readVarint();
    else fields[field] = new TextDecoder().decode(pbf.readBytes());
  }
  return fields;
}

describe('1. three signals, two encodings, chosen by content type', () => {
  test.each(['/v1/traces', '/v1/metrics', '/v1/logs'])('%s takes both', async (path) => {
    const json = await post(path, '{}', { 'content-type': 'Application/JSON; charset=utf-8' });
    expect([json.status, json.headers.get('content-type')]).toEqual([200, JSON_TYPE]);
    const protobuf = await postProtobuf(path, new Uint8Array());
    expect([protobuf.status, protobuf.headers.get('content-type')]).toEqual([200, PROTOBUF]);
  });
  test('an address that is no signal is not found', async () => {
    expect((await post('/v1/profiles', '{}')).status).toBe(404);
  });
  test('a body of unknown length is read to its end', async () => {
    const sent = span();
    const answer = await fetch(`${server.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': JSON_TYPE },
      body: new Blob([tracesOf(sent)]).stream(),
      duplex: 'half',
    } as RequestInit);
    expect(await answer.json()).toEqual({});
    expect(await storedSpans(sent.traceId)).toHaveLength(1);
  });
  test('the second port has the receiver, and nothing else', async () => {
    const sent = span();
    const answer = await fetch(`${server.otlpUrl}/v1/traces`, {
      method: 'POST',
      body: tracesOf(sent),
      headers: { 'content-type': JSON_TYPE },
    });
    expect(answer.status).toBe(200);
    expect(await storedSpans(sent.traceId)).toHaveLength(1);
    expect((await fetch(`${server.otlpUrl}/api/health`)).status).toBe(404);
  });
  test('a second port that is taken does not keep the server from starting', async () => {
    const taken = Number(new URL(server.otlpUrl ?? '').port);
    const other = await startNodeServer({ port: 0, otlpPort: taken });
    expect(other.otlpUrl).toBeUndefined();
    await other.close();
  });
});

test('2. what is whole is answered with an empty response', async () => {
  expect(await (await post('/v1/traces', tracesOf(span()))).json()).toEqual({});
  const answer = await postProtobuf(
    '/v1/traces',
    protobufTraces({ traceId: newTraceId(), spanId: '00000000000000aa' }),
  );
  expect((await answer.arrayBuffer()).byteLength).toBe(0);
});

describe('3. partial success', () => {
  test('counts what was refused, says why, and keeps the rest', async () => {
    const good = span();
    const answer = await post(
      '/v1/traces',
      tracesOf(span({ traceId: 'xyz' }), good, 7, span({ spanId: '' })),
    );
    expect(answer.status).toBe(200);
    const { partialSuccess } = await answer.json();
    expect(partialSuccess.rejectedSpans).toBe('3');
    expect(partialSuccess.errorMessage).toMatch(/traceId "xyz".*32 hex digits/);
    expect(await storedSpans(good.traceId)).toHaveLength(1);
  });
  test('in protobuf too', async () => {
    const good = { traceId: newTraceId(), spanId: '00000000000000ab' };
    const answer = await postProtobuf('/v1/traces', protobufTraces({ traceId: 'abcd', spanId: 'ef' }, good));
    const fields = await protobufFields(answer);
    expect(Object.keys(fields)).toEqual(['1']);
    expect(fields[1]).toContain('traceId "abcd"');
    expect(String(fields[1]).charCodeAt(1)).toBe(1);
    expect(await storedSpans(good.traceId)).toHaveLength(1);
  });
  test('a warning refuses nothing', async () => {
    const odd = span({ parentSpanId: 'nobody', kind: 'SPAN_KIND_SERVER' });
    const { partialSuccess } = await (await post('/v1/traces', tracesOf(odd))).json();
    expect(partialSuccess).toEqual({
      rejectedSpans: '0',
      errorMessage: expect.stringMatching(/kind is "SPAN_KIND_SERVER".*parentSpanId "nobody"/),
    });
    expect(await storedSpans(odd.traceId)).toHaveLength(1);
  });
  test('a log record that cannot be read is refused alone', async () => {
    const good = { severityText: 'INFO', body: { stringValue: 'said' } };
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords: [7, good] }] }] });
    const { partialSuccess } = await (await post('/v1/logs', body)).json();
    expect(partialSuccess).toMatchObject({
      rejectedLogRecords: '1',
      errorMessage: expect.stringContaining('7'),
    });
  });
  test('metrics count their points', async () => {
    const point = { asInt: '1', timeUnixNano: '1790000000000000000' };
    const metrics = [
      { gauge: { dataPoints: [point, point] } },
      { name: 'doors', sum: { dataPoints: [point, 'x'], aggregationTemporality: 2 } },
    ];
    const body = JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics }] }] });
    const { partialSuccess } = await (await post('/v1/metrics', body)).json();
    expect(partialSuccess.rejectedDataPoints).toBe('3');
    expect(JSON.stringify(await (await fetch(`${server.url}/api/metrics`)).json())).toContain('"doors"');
  });
  test('a log record with a bad id stands without it', async () => {
    const logRecords = [{ body: { stringValue: 'a lonely record' }, traceId: 'q83vEjRWeJCrze8SNFZ4kA==' }];
    const body = JSON.stringify({ resourceLogs: [{ scopeLogs: [{ logRecords }] }] });
    const { partialSuccess } = await (await post('/v1/logs', body)).json();
    expect(partialSuccess.rejectedLogRecords).toBe('0');
    expect(partialSuccess.errorMessage).toContain('looks like base64');
    expect(JSON.stringify(await (await fetch(`${server.url}/api/logs`)).json())).toContain('a lonely record');
  });
});

describe('4. errors are a Status in the encoding of the request', () => {
  const bad = 'not the request';
  test.each([
    ['not JSON', '{', {}, 400],
    ['not UTF-8', Uint8Array.of(0x22, 0xff, 0x22), {}, 400],
    ['a JSON list', '[]', {}, 400],
    ['a list that is none', '{"resourceSpans":{}}', {}, 400],
    ['nothing at all', '', {}, 400],
    ['bad gzip', bad, { 'content-encoding': 'gzip' }, 400],
    ['gzip that does not say so', new Uint8Array(gzipSync('{}')), {}, 400],
    ['another compression', bad, { 'content-encoding': 'br' }, 415],
    ['compressed twice', bad, { 'content-encoding': 'gzip, gzip' }, 415],
    ['another type', bad, { 'content-type': 'text/plain' }, 415],
    ['too much', `"${'x'.repeat(MAX_BYTES)}"`, {}, 413],
  ])('%s', async (_, body, headers, status) => {
    const answer = await post('/v1/traces', body, headers);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([status, JSON_TYPE]);
    expect(await answer.json()).toMatchObject({ code: expect.any(Number), message: expect.any(String) });
  });
  test('an undecodable field is named in a BadRequest', async () => {
    const answer = await post('/v1/logs', '{"resourceLogs":[{"scopeLogs":[7]}]}');
    expect(await answer.json()).toMatchObject({
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.BadRequest',
          fieldViolations: [{ field: 'scopeLogs[0]', description: expect.any(String) }],
        },
      ],
    });
  });
  test('protobuf', async () => {
    const answer = await postProtobuf('/v1/metrics', bad);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([400, PROTOBUF]);
    expect(await protobufFields(answer)).toMatchObject({
      1: 3,
      2: expect.stringContaining('protobuf'),
      3: expect.stringContaining('google.rpc.BadRequest'),
    });
  });
  test.each(['GET', 'HEAD', 'PUT', 'PATCH', 'DELETE'])('%s is no way to send', async (method) => {
    const answer = await fetch(`${server.url}/v1/logs`, { method });
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'POST']);
  });
  test('however much is wrong, the answer is small', async () => {
    const spans = Array.from({ length: 600 }, (_, n) => ({ traceId: `${n} ${'x'.repeat(200)}` }));
    const answer = await (await post('/v1/traces', tracesOf(...spans))).text();
    expect(answer).toContain('"rejectedSpans":"600"');
    expect(answer.length).toBeLessThan(4_000);
  });
});

describe('5. and 6. the limit holds while a body arrives and while it inflates', () => {
  test('no compression may be named as such', async () => {
    expect((await post('/v1/traces', '{}', { 'content-encoding': 'identity' })).status).toBe(200);
  });
  test.each(['gzip', ' GZip ', 'x-gzip'])('%s is understood', async (coding) => {
    const sent = span();
    const answer = await post('/v1/traces', new Uint8Array(gzipSync(tracesOf(sent))), {
      'content-encoding': coding,
    });
    expect(answer.status).toBe(200);
    expect(await storedSpans(sent.traceId)).toHaveLength(1);
  });
  test('a bomb is stopped', async () => {
    const bomb = new Uint8Array(gzipSync(new Uint8Array(100 * MAX_BYTES)));
    expect(bomb.length).toBeLessThan(MAX_BYTES);
    const answer = await postProtobuf('/v1/traces', bomb, { 'content-encoding': 'gzip' });
    expect(answer.status).toBe(413);
    expect(await protobufFields(answer)).toMatchObject({ 1: 8 });
  });
  test('half a gzip is undecodable', async () => {
    const half = new Uint8Array(gzipSync(tracesOf(span()))).slice(0, 60);
    expect((await post('/v1/traces', half, { 'content-encoding': 'gzip' })).status).toBe(400);
  });
});

describe('7. JSON as OTLP writes it', () => {
  test('ids of either case, unknown fields, numbers for 64 bits, every kind of value', async () => {
    const sent = span({
      spanId: 'B7AD6B7169203332',
      startTimeUnixNano: 1_790_000_000_000_000_000,
      fromTheFuture: { deep: [1] },
      parentSpanId: null,
      attributes: [
        { key: 'empty', value: {} },
        { key: 'bytes', value: { bytesValue: 'AAE=' } },
        { key: 'mixed', value: { arrayValue: { values: [{ intValue: 1 }, { stringValue: 'b' }] } } },
        {
          key: 'map',
          value: { kvlistValue: { values: [{ key: 'k', value: { intValue: '9007199254740993' } }] } },
        },
      ],
    });
    expect(await (await post('/v1/traces', tracesOf(sent))).json()).toEqual({});
    const [stored] = await storedSpans(sent.traceId);
    expect(stored).toMatchObject({ spanId: 'b7ad6b7169203332', startTimeUnixNano: '1790000000000000000' });
    expect(stored).not.toHaveProperty('fromTheFuture');
    expect(JSON.stringify(stored)).toContain('"9007199254740993"');
  });
  test('ids of exemplars too', async () => {
    const traceId = newTraceId();
    const exemplar = {
      traceId: traceId.toUpperCase(),
      spanId: 'B7AD6B7169203331',
      asDouble: 1,
      timeUnixNano: '5',
    };
    const metric = {
      name: 'm',
      gauge: { dataPoints: [{ asDouble: 1, timeUnixNano: '5', exemplars: [exemplar] }] },
    };
    await post(
      '/v1/metrics',
      JSON.stringify({ resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] }),
    );
    const answer = await fetch(`${server.url}/api/metrics?trace=${traceId}`);
    expect(JSON.stringify(await answer.json())).toContain('"m"');
  });
  test('keys in snake_case are unknown fields', async () => {
    const { partialSuccess } = await (
      await post('/v1/traces', tracesOf({ trace_id: newTraceId(), span_id: 'b7ad6b7169203331' }))
    ).json();
    expect(partialSuccess).toMatchObject({
      rejectedSpans: '1',
      errorMessage: expect.stringContaining('no traceId'),
    });
  });
});

test('8. base64 ids are refused with a hint, span by span; a bad link leaves its span', async () => {
  const linked = span({ links: [{ traceId: [1, 2], spanId: 'aa' }] });
  const answer = await post('/v1/traces', tracesOf(span({ traceId: 'q83vEjRWeJCrze8SNFZ4kA==' }), linked));
  const { partialSuccess } = await answer.json();
  expect(partialSuccess.rejectedSpans).toBe('1');
  expect(partialSuccess.errorMessage).toMatch(/base64.*link/);
  expect(await storedSpans(linked.traceId)).toMatchObject([{ links: [] }]);
});

describe('9. pages of other origins', () => {
  const preflight = (origin: string) =>
    fetch(`${server.url}/v1/traces`, {
      method: 'OPTIONS',
      headers: {
        origin,
        'access-control-request-method': 'POST',
        'access-control-request-headers': 'content-type,content-encoding',
      },
    });
  test('a configured one may send, with credentials as sendBeacon does', async () => {
    const asked = await preflight(FRIEND);
    expect(asked.status).toBe(204);
    expect(Object.fromEntries(asked.headers)).toMatchObject({
      'access-control-allow-origin': FRIEND,
      'access-control-allow-credentials': 'true',
      'access-control-allow-methods': 'POST',
      'access-control-allow-headers': 'content-type,content-encoding',
    });
    const sent = await post('/v1/traces', '{}', { origin: FRIEND });
    expect(sent.headers.get('access-control-allow-origin')).toBe(FRIEND);
    const refused = await post('/v1/traces', '{', { origin: FRIEND });
    expect([refused.status, refused.headers.get('access-control-allow-origin')]).toEqual([400, FRIEND]);
  });
  test('any other may not', async () => {
    const asked = await preflight('https://stranger.example');
    expect(asked.headers.has('access-control-allow-origin')).toBe(false);
    const sent = await post('/v1/traces', '{}', { origin: 'https://stranger.example' });
    expect(sent.headers.has('access-control-allow-origin')).toBe(false);
  });
});

describe('10. duplicates', () => {
  test('a batch that comes again after a lost answer is kept once', async () => {
    const sent = span();
    await post('/v1/traces', tracesOf(sent));
    await post('/v1/traces', tracesOf(sent));
    expect(await storedSpans(sent.traceId)).toHaveLength(1);
  });
  test('two spans that share an id both stay', async () => {
    const client = span({ kind: 3 });
    await post('/v1/traces', tracesOf(client, { ...client, kind: 2, name: 'other end' }));
    expect(await storedSpans(client.traceId)).toHaveLength(2);
  });
});

/** A way in: an address, and how a request is written there. */
const WAYS = [
  ['JSON, first port', () => server.url, JSON_TYPE, JSON.stringify],
  [
    'protobuf, first port',
    () => server.url,
    PROTOBUF,
    (body: OtlpTraces) => new Uint8Array(writeTraces(body)),
  ],
  ['JSON, second port', () => server.otlpUrl ?? '', JSON_TYPE, JSON.stringify],
  [
    'protobuf, second port',
    () => server.otlpUrl ?? '',
    PROTOBUF,
    (body: OtlpTraces) => new Uint8Array(writeTraces(body)),
  ],
] as const satisfies [string, () => string, string, (body: OtlpTraces) => Sent][];

test.each(WAYS)('11. odd shapes are kept and can be found: %s', async (_, url, type, write) => {
  const traceId = newTraceId();
  const odd = oddSpans(traceId);
  const body = write({ resourceSpans: [{ scopeSpans: [{ spans: odd }] }] });
  const answer = await fetch(`${url()}/v1/traces`, {
    method: 'POST',
    body,
    headers: { 'content-type': type },
  });
  expect([answer.status, answer.headers.get('content-type')]).toEqual([200, type]);
  expect(['', '{}']).toContain(await answer.text());
  const stored = await storedSpans(traceId);
  expect(stored.map(({ spanId }) => spanId).sort()).toEqual(odd.map(({ spanId }) => spanId).sort());
  const q = encodeURIComponent('{ name = "an orphan" }');
  const found = await (await fetch(`${server.url}/api/traces?q=${q}`)).json();
  expect(found.traces.map(({ traceID }: { traceID: string }) => traceID)).toContain(traceId);
});

test('the second port judges as the first one does', async () => {
  const second = `${server.otlpUrl}/v1/traces`;
  const send = (body: Sent, headers: Record<string, string>, method = 'POST') =>
    fetch(second, { method, body, headers });
  const tooLarge = await send('x'.repeat(MAX_BYTES + 1), { 'content-type': JSON_TYPE });
  const bomb = await send(gzipSync('x'.repeat(MAX_BYTES + 1)), {
    'content-type': PROTOBUF,
    'content-encoding': 'gzip',
  });
  const unread = await send('{', { 'content-type': JSON_TYPE });
  const unknown = await send('', { 'content-type': 'text/plain' });
  const got = await fetch(second);
  expect([tooLarge, bomb, unread, unknown, got].map(({ status }) => status)).toEqual([
    413, 413, 400, 415, 405,
  ]);
  expect(await unread.json()).toMatchObject({ code: 3, message: expect.any(String) });
  const preflight = await fetch(second, {
    method: 'OPTIONS',
    headers: {
      origin: FRIEND,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'content-type',
    },
  });
  expect(preflight.headers.get('access-control-allow-origin')).toBe(FRIEND);
});
