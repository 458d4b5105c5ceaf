/** What was received, and what the services emitted, is there again after a restart: real files, real DuckDB. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { FILE_NAME } from '../../demo-server/runtime/node/archive/open-archive.ts';
import { type NodeServer, startNodeServer } from '../../demo-server/runtime/node.ts';
import { emptyDatabase } from '../support/empty-database.ts';

let dir = mkdtempSync(path.join(tmpdir(), 'archive-'));
const servers: NodeServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.close()));
  rmSync(dir, { recursive: true, force: true });
  dir = mkdtempSync(path.join(tmpdir(), 'archive-'));
});

type Options = Partial<Parameters<typeof startNodeServer>[0]>;
async function start({ deps, ...options }: Options = {}): Promise<NodeServer> {
  const server = await startNodeServer({
    port: 0,
    dataDir: { dir },
    ...options,
    deps: { database: emptyDatabase(), ...deps },
  });
  servers.push(server);
  return server;
}
async function restart(server: NodeServer, options: Options = {}): Promise<NodeServer> {
  await server.close();
  servers.splice(servers.indexOf(server), 1);
  return start(options);
}
const post = async (to: NodeServer, route: string, body: unknown) => {
  const answer = await fetch(to.url + route, {
    method: 'POST',
    body: JSON.stringify(body),
    headers: { 'content-type': 'application/json' },
  });
  expect(answer.status).toBe(200);
};
const get = async (from: NodeServer, route: string) => (await fetch(from.url + route)).json();
const found = async (from: NodeServer, q: string, more = '') =>
  (await get(from, `/api/traces?q=${encodeURIComponent(q)}${more}`)).traces.map(
    ({ traceID }: { traceID: string }) => traceID,
  );

const id = (n: number) => n.toString(16).padStart(32, 'b');
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
/** One of everything that OTLP can say of a span, and some of what it should not. */
const ODD_SPAN = {
  traceId: id(1),
  spanId: '00000000000000a1',
  parentSpanId: '00000000000000a0',
  traceState: 'vendor=1',
  flags: 257,
  name: 'odd \u0000 \ud800 name 🚪 "quoted" \'; DROP TABLE spans; --',
  kind: 2,
  startTimeUnixNano: '1790000000000000001',
  endTimeUnixNano: '18446744073709551615',
  attributes: [
    text('twice', 'first'),
    text('twice', 'second'),
    { key: 'int', value: { intValue: '9007199254740993' } },
    { key: 'double', value: { doubleValue: 'NaN' } },
    { key: 'bool', value: { boolValue: false } },
    { key: 'bytes', value: { bytesValue: 'AAEC' } },
    { key: 'array', value: { arrayValue: { values: [{ stringValue: 'a' }, {}] } } },
    { key: 'map', value: { kvlistValue: { values: [text('inner', 'x')] } } },
    { key: 'empty', value: {} },
  ],
  droppedAttributesCount: 3,
  events: [{ timeUnixNano: '1790000000000000002', name: 'event', attributes: [text('e', 'v')] }],
  droppedEventsCount: 1,
  links: [{ traceId: id(9), spanId: '00000000000000b1', traceState: 'x=y', attributes: [text('l', 'v')] }],
  droppedLinksCount: 2,
  status: { code: 2, message: 'failed' },
};
const plainSpan = (trace: number, span: number, more: object = {}) => ({
  traceId: id(trace),
  spanId: span.toString(16).padStart(16, '0'),
  name: `span ${span}`,
  startTimeUnixNano: `17900000000000${String(span).padStart(5, '0')}`,
  endTimeUnixNano: `17900000000009${String(span).padStart(5, '0')}`,
  ...more,
});
const requestOf = (spans: readonly object[], service = 'sender') => ({
  resourceSpans: [
    {
      resource: { attributes: [text('service.name', service)] },
      scopeSpans: [{ scope: { name: 'scope', version: '1.2.3' }, spans }],
    },
  ],
});

describe('after a restart', () => {
  test('a trace reads as it was received, to the last odd field', async () => {
    const first = await start();
    await post(first, '/v1/traces', requestOf([ODD_SPAN, plainSpan(1, 2)]));
    await post(first, '/v1/traces', requestOf([plainSpan(1, 3, { kind: 3 })], 'another'));
    const before = await get(first, `/api/traces/${id(1)}`);
    expect(before.resourceSpans).toHaveLength(2);
    const second = await restart(first);
    expect(await get(second, `/api/traces/${id(1)}`)).toEqual(before);
    expect(await found(second, '{ resource.service.name = "another" }')).toEqual([id(1)]);
  });

  test('logs and metrics are there, and the telemetry of the services themselves', async () => {
    const first = await start();
    const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'kept' } }] }] }] };
    const point = { asInt: '7', timeUnixNano: '1' };
    const metrics = {
      resourceMetrics: [
        { scopeMetrics: [{ metrics: [{ name: 'kept.metric', gauge: { dataPoints: [point] } }] }] },
      ],
    };
    await post(first, '/v1/logs', logs);
    await post(first, '/v1/metrics', metrics);
    await fetch(`${first.url}/api/building/buildings/1`);
    const own = await found(first, '{ resource.service.name = "building-api" }');
    expect(own).toHaveLength(1);
    const second = await restart(first);
    expect(JSON.stringify(await get(second, '/api/logs'))).toContain('"kept"');
    expect(JSON.stringify(await get(second, '/api/metrics'))).toContain('kept.metric');
    expect(await found(second, '{ resource.service.name = "building-api" }')).toEqual(own);
  });

  test('a span that is sent again is still one, and a client and a server that share an id are two', async () => {
    const first = await start();
    const client = plainSpan(2, 1, { kind: 3 });
    const server = plainSpan(2, 1, { kind: 2 });
    await post(first, '/v1/traces', requestOf([client, server]));
    const second = await restart(first);
    await post(second, '/v1/traces', requestOf([client, server]));
    expect((await second.app.archive?.figures())?.spans).toBe(2);
    const third = await restart(second);
    const trace = await get(third, `/api/traces/${id(2)}`);
    expect(trace.resourceSpans[0].scopeSpans[0].spans).toEqual([client, server]);
  });

  test('who may see what is as before', async () => {
    const audience = { deps: { audience: 'own-session' } } as const;
    const first = await start(audience);
    const mine = 'session-of-mine-1';
    await post(first, '/v1/traces', requestOf([plainSpan(3, 1, { attributes: [text('session.id', mine)] })]));
    await post(first, '/v1/traces', requestOf([plainSpan(4, 1)]));
    await fetch(`${first.url}/api/building/buildings/1`);
    const second = await restart(first, audience);
    expect(await found(second, '{}')).toEqual([id(4)]);
    expect((await found(second, '{}', `&session=${mine}`)).toSorted()).toEqual([id(3), id(4)]);
  });
});

describe('a folder', () => {
  test('belongs to one server at a time; the second is told so and what to do', async () => {
    const first = await start();
    await expect(start()).rejects.toMatchObject({
      message: expect.stringContaining(`keeps its telemetry in ${dir}`),
      hint: expect.stringContaining('DATA_DIR='),
    });
    // The first one goes on as if nothing had been.
    await post(first, '/v1/traces', requestOf([plainSpan(5, 1)]));
    expect(await found(await restart(first), '{}')).toEqual([id(5)]);
  });

  test('that nobody asked for is done without', async () => {
    await start();
    const said: string[] = [];
    const second = await start({ dataDir: { dir, isOptional: true }, say: (line) => said.push(line) });
    expect(second.app.archive).toBeUndefined();
    expect(said.join()).toContain('in memory only');
  });

  test('with a file that cannot be read has it set aside, and a new one begun', async () => {
    writeFileSync(path.join(dir, FILE_NAME), 'this is no database'.repeat(1_000));
    const said: string[] = [];
    const server = await start({ say: (line) => said.push(line) });
    await post(server, '/v1/traces', requestOf([plainSpan(6, 1)]));
    expect(said.join()).toContain('was set aside');
    expect(readdirSync(dir).some((name) => name.startsWith(`${FILE_NAME}.unreadable-`))).toBe(true);
    expect(await found(await restart(server), '{}')).toEqual([id(6)]);
  });
});
