/** How much is kept and for how long, and how it is taken out: real files, real DuckDB. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import duckdb from '@duckdb/node-api';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { duckdbArchive } from '../../demo-server/runtime/node/archive/duckdb-archive.ts';
import { openArchive } from '../../demo-server/runtime/node/archive/open-archive.ts';
import { limitsFrom } from '../../demo-server/runtime/node/archive/read-limits.ts';
import { nodeClock } from '../../demo-server/runtime/node/clock.ts';
import type { Archive, ArchivedSpans, RetentionLimits } from '../../demo-server/store/archive.ts';
import { archiveRoutes } from '../../demo-server/store/archive-routes.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import { columnsOf } from '../../demo-server/store/span-columns.ts';
import type { OtlpResource, OtlpSpan } from '../../src/trace/model/otlp-json.ts';

const DAY_MS = 86_400_000;
let dir: string;
let archive: Archive | undefined;
let nowMs = 1_790_000_000_000;
beforeEach(() => {
  dir = mkdtempSync(path.join(tmpdir(), 'archive-retention-'));
});
afterEach(async () => {
  await archive?.close();
  rmSync(dir, { recursive: true, force: true });
});
async function opened(limits: Partial<RetentionLimits> = {}): Promise<Archive> {
  archive = await openArchive({
    dir,
    limits: { ...limitsFrom({}), ...limits },
    say: (line) => expect.fail(line),
    wallMs: () => nowMs,
  });
  return archive;
}

const idOf = (n: number) => `d${n.toString(16).padStart(31, '0')}`;
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const span = (trace: number, at: number, padding = ''): OtlpSpan => ({
  traceId: idOf(trace),
  spanId: (at + 1).toString(16).padStart(16, '0'),
  name: `span ${at}`,
  kind: 3,
  startTimeUnixNano: '1790000000000000000',
  endTimeUnixNano: '1790000000000000007',
  attributes: [text('route', '/a'), text('route', '/b'), text('padding', padding)],
  events: [{ timeUnixNano: '1790000000000000003', name: 'thrown', attributes: [text('why', 'so')] }],
  links: [{ traceId: idOf(99), spanId: '00000000000000b1' }],
  status: { code: 2, message: 'failed' },
});
const received = (...spans: readonly OtlpSpan[]): ArchivedSpans[] => receivedFrom('shop', ...spans);
const receivedFrom = (service: string, ...spans: readonly OtlpSpan[]): ArchivedSpans[] => {
  const resource = { attributes: [text('service.name', service)] };
  const scope = { name: 'lib', version: '1' };
  const columns = columnsOf({ resourceSpans: [{ resource, scopeSpans: [{ scope, spans }] }] });
  return [{ columns, rows: [...spans.keys()], from: 'received' }];
};
/** Hard to compress. */
const noise = () => Array.from({ length: 300 }, () => Math.random().toString(36).slice(2)).join('');

/** As they come from a server: by the group. */
const noisyTraces = (first: number, count: number): ArchivedSpans[] =>
  received(
    ...Array.from({ length: count }, (_, n) => [0, 1].map((at) => span(first + n, at, noise()))).flat(),
  );

test('when there is too much, whole traces leave, the oldest first, until it fits', async () => {
  const maxBytes = 4_000_000;
  const kept = await opened({ maxBytes });
  const TRACES = 150;
  const GROUP = 25;
  for (let n = 0; n < TRACES; n += GROUP) await kept.commit(noisyTraces(n, GROUP), []);
  await kept.commit([], [{ signal: 'logs', body: { resourceLogs: [] }, records: 1, bytes: 2, from: 'own' }]);
  expect((await kept.figures()).bytes).toBeGreaterThan(maxBytes / 4);
  for (let n = TRACES; n < 4 * TRACES; n += GROUP) {
    await kept.commit(noisyTraces(n, GROUP), []);
    if (n % 100 === 0) await kept.retain();
  }
  await kept.retain();
  const { bytes, spans } = await kept.figures();
  expect(bytes).toBeLessThanOrEqual(maxBytes);
  expect(spans).toBeGreaterThan(50);
  const left = await kept.traces(Array.from({ length: 4 * TRACES }, (_, n) => idOf(n)));
  for (const trace of left) expect(trace.spans).toBe(2);
  // The newest, without a gap.
  const first = 4 * TRACES - left.length;
  expect(left.map(({ traceId }) => traceId)).toEqual(left.map((_, n) => idOf(first + n)));
  expect(kept.mayHold(idOf(0))).toBe(false);
});

test('what is too old leaves; a trace goes by its newest span', async () => {
  const kept = await opened({ maxAgeMs: 7 * DAY_MS });
  await kept.commit(received(span(1, 0), span(2, 0)), [
    { signal: 'logs', body: {}, records: 1, bytes: 2, from: 'own' },
  ]);
  nowMs += 4 * DAY_MS;
  await kept.commit(received(span(2, 1)), []);
  nowMs += 4 * DAY_MS;
  await kept.retain();
  expect((await kept.traces([idOf(1), idOf(2)])).map(({ traceId, spans }) => [traceId, spans])).toEqual([
    [idOf(2), 2],
  ]);
  expect(await kept.newestRequests(10, 1_000)).toEqual([]);
  expect(await kept.figures()).toMatchObject({ spans: 2, oldestUnixMs: nowMs - 8 * DAY_MS });
});

const servicesOf = (resources: readonly OtlpResource[]) =>
  resources.map(({ attributes }) => attributes?.[0]?.value?.stringValue);

test('a resource leaves with the last of its spans, and its number is not given to another', async () => {
  const kept = await opened({ maxAgeMs: 7 * DAY_MS });
  await kept.commit([...receivedFrom('short-lived', span(1, 0)), ...receivedFrom('shop', span(2, 0))], []);
  expect(servicesOf(kept.resources())).toEqual(['short-lived', 'shop']);
  nowMs += 4 * DAY_MS;
  await kept.commit(receivedFrom('shop', span(2, 1)), []);
  nowMs += 4 * DAY_MS;
  await kept.retain();
  expect(servicesOf(kept.resources())).toEqual(['shop']);
  await kept.commit(receivedFrom('next', span(3, 0)), []);
  await kept.close();
  const again = await opened({ maxAgeMs: 7 * DAY_MS });
  expect(servicesOf(again.resources())).toEqual(['shop', 'next']);
  expect(await serviceOfTraces(again, 2, 3)).toEqual(['shop', 'next']);
});

const serviceOfTraces = async (kept: Archive, ...traces: readonly number[]) =>
  (await kept.traces(traces.map(idOf))).flatMap(({ traces: { resourceSpans = [] } }) =>
    servicesOf(resourceSpans.flatMap(({ resource }) => resource ?? [])),
  );

test('however many resources senders make up, few are held in memory, and each is found with its spans', async () => {
  const file = path.join(dir, 'many.duckdb');
  const instance = await duckdb.DuckDBInstance.create(file);
  const limits = limitsFrom({});
  const kept = await duckdbArchive({ instance, file, limits, wallMs: () => nowMs, maxOriginChars: 400 });
  archive = kept;
  const services = Array.from({ length: 20 }, (_, n) => `shop-${n}`);
  for (const [n, service] of services.entries()) await kept.commit(receivedFrom(service, span(n, 0)), []);
  expect(servicesOf(kept.resources())).toEqual(services.slice(-3));
  expect(await serviceOfTraces(kept, ...services.keys())).toEqual(services);
  await kept.commit(receivedFrom('shop-0', span(0, 1)), []);
  expect(await serviceOfTraces(kept, 0)).toEqual(['shop-0', 'shop-0']);
});

test.each([
  ['forth', 1],
  ['back', -1],
])('a clock that jumps %s by an hour loses nothing that is kept for longer', async (_, hours) => {
  const kept = await opened({ maxAgeMs: 7 * DAY_MS });
  await kept.commit(received(span(1, 0)), []);
  nowMs += hours * 3_600_000;
  await kept.commit(received(span(1, 1), span(2, 0)), []);
  await kept.retain();
  nowMs -= hours * 3_600_000;
  await kept.retain();
  expect(
    (await kept.traces([idOf(1), idOf(2)])).map(({ traceId, spans }) => [traceId, spans]).sort(),
  ).toEqual([
    [idOf(1), 2],
    [idOf(2), 1],
  ]);
});

test('limits are read as people write them', () => {
  expect(limitsFrom({ DATA_MAX_SIZE: '1.5 gb', DATA_MAX_AGE: '36h' })).toEqual({
    maxBytes: 1.5e9,
    maxAgeMs: 1.5 * DAY_MS,
  });
  expect(() => limitsFrom({ DATA_MAX_SIZE: '10' })).toThrow('DATA_MAX_SIZE is "10"');
  expect(() => limitsFrom({ DATA_MAX_AGE: '0d' })).toThrow('DATA_MAX_AGE');
});

test('all of it comes out as OTLP/JSON by the line, and as Parquet with columns to ask', async () => {
  const kept = await opened();
  const logs = { resourceLogs: [{ scopeLogs: [{ logRecords: [{ body: { stringValue: 'said' } }] }] }] };
  const given = [span(1, 0), span(1, 1), span(2, 0)];
  await kept.commit(received(...given), [
    { signal: 'logs', body: logs, records: 1, bytes: 9, from: 'received' },
  ]);
  const routes = archiveRoutes(memoryTraceStore(), {
    audience: 'everyone',
    archive: kept,
    clock: nodeClock,
    flush: async () => {},
    notKept: () => 0,
  });
  const get = (file: string) => routes.request(`/store/export/${file}`);
  const lines = (await (await get('traces.jsonl')).text()).trim().split('\n');
  const spans = lines.flatMap((line) => JSON.parse(line).resourceSpans[0].scopeSpans[0].spans);
  expect(spans).toEqual(given);
  expect((await (await get('logs.jsonl')).text()).trim()).toBe(JSON.stringify(logs));

  const file = path.join(dir, 'traces.parquet');
  const parquet = await get('otel_traces.parquet');
  expect(parquet.headers.get('content-disposition')).toContain('otel_traces.parquet');
  writeFileSync(file, new Uint8Array(await parquet.arrayBuffer()));
  const connection = await (await duckdb.DuckDBInstance.create(':memory:')).connect();
  const reader = await connection.runAndReadAll(
    `SELECT SpanName, SpanKind, ServiceName, ScopeName, Duration, StatusCode, SpanAttributes['route'] AS route,
       ResourceAttributes['service.name'] AS service, "Events.Name" AS events, "Links.TraceId" AS links,
       epoch_ns(Timestamp) AS start FROM '${file}' WHERE SpanName = 'span 1'`,
  );
  expect(reader.getRowObjectsJson()).toEqual([
    {
      SpanName: 'span 1',
      SpanKind: 'Client',
      ServiceName: 'shop',
      ScopeName: 'lib',
      Duration: '7',
      StatusCode: 'Error',
      route: '/a',
      service: 'shop',
      events: ['thrown'],
      links: [idOf(99)],
      start: '1790000000000000000',
    },
  ]);
  connection.closeSync();
  expect((await get('otel_logs.parquet')).status).toBe(200);
  expect((await get('otel_metrics_histogram.parquet')).status).toBe(200);
  expect((await get('spans.parquet')).status).toBe(404);
  const shared = archiveRoutes(memoryTraceStore(), {
    audience: 'own-session',
    archive: kept,
    clock: nodeClock,
    flush: async () => {},
    notKept: () => 0,
  });
  expect((await shared.request('/store/export/traces.jsonl')).status).toBe(403);
  expect(await (await shared.request('/store')).json()).toMatchObject({
    keeps: 'all',
    spans: 3,
    maxBytes: 2e9,
  });
});
