/** Measuring what is no longer in memory gives exactly what measuring everything in memory would, also while traces move. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openArchive } from '../../demo-server/runtime/node/archive/open-archive.ts';
import type { Archive, OlderSearch } from '../../demo-server/store/archive.ts';
import { type ArchivedTelemetry, archivedTelemetry } from '../../demo-server/store/archived-store.ts';
import { type StoreMeasurer, storeMeasurer } from '../../demo-server/store/measure-store.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import type { MetricsAnswer } from '../../demo-server/store/metrics-answer.ts';
import { newestTraces } from '../../demo-server/store/newest-traces.ts';
import { storeFields } from '../../demo-server/store/store-fields.ts';
import type { TraceStore } from '../../demo-server/store/trace-store.ts';
import { viewerOf } from '../../demo-server/store/viewer.ts';
import { TraceTable } from '../../src/trace/model/trace-table.ts';
import { parseAnyTraceQL } from '../../src/trace/traceql/traceql.ts';
import { knownFields } from '../../src/trace/traceql/writing.ts';
import { oddRequests } from '../support/odd-requests.ts';

const IN_MEMORY = 5;
const DAY_MS = 86_400_000;
/** Kept are 14 days. */
let nowMs = 1_790_000_000_000;
const REQUESTS = oddRequests(240);
const viewer = viewerOf('everyone');
const dir = mkdtempSync(path.join(tmpdir(), 'archive-metrics-'));
const everything = memoryTraceStore();
let archive: Archive;
let archived: ArchivedTelemetry;
let ofEverything: StoreMeasurer;
let ofArchived: StoreMeasurer;

async function send(requests: readonly (typeof REQUESTS)[number][]) {
  for (const traces of requests) {
    await everything.add(traces, 0, 'received');
    await archived.traces.add(traces, 0, 'received');
  }
}

beforeAll(async () => {
  archive = await openArchive({ dir, say: (line) => expect.fail(line), wallMs: () => nowMs });
  const memory = memoryTraceStore(IN_MEMORY);
  archived = await archivedTelemetry(archive, (error) => expect.fail(String(error)), memory);
  ofEverything = storeMeasurer(everything);
  ofArchived = storeMeasurer(archived.traces);
  await send(REQUESTS.slice(0, 160));
});
afterAll(async () => {
  await archived.close();
  rmSync(dir, { recursive: true, force: true });
});

interface Asked {
  readonly start?: number;
  readonly end?: number;
  readonly stepMs?: number;
}
async function measured(
  measurer: StoreMeasurer,
  q: string,
  asked: Asked = {},
  near: (value: number) => unknown = (value) => value,
) {
  const parsed = parseAnyTraceQL(q);
  if (!parsed.ok || parsed.type !== 'metrics') throw new Error(`${q} is no metric`);
  const answer = await measurer.measure({ query: parsed.query, viewer, session: '', ...asked });
  if (answer === undefined) throw new Error(`${q} cost too much`);
  expect(answer.older).toBeUndefined();
  return comparable(answer, near);
}

const expected = (q: string, asked?: Asked) =>
  measured(ofEverything, q, asked, (value) => expect.closeTo(value, 9));

/** In which order series come, and which span of a bin stands for it, is not said; sums of fractions differ at their end. */
function comparable({ series, stepMs, unit, metrics }: MetricsAnswer, near: (value: number) => unknown) {
  return {
    stepMs,
    unit,
    metrics,
    series: series
      .map(({ promLabels, samples, exemplars }) => ({
        promLabels,
        samples: samples.map(({ timestampMs, value }) => [timestampMs, near(value)]),
        behind: exemplars.map(({ timestampMs }) => timestampMs).toSorted(),
      }))
      .toSorted((a, b) => (a.promLabels < b.promLabels ? -1 : 1)),
  };
}

const QUERIES = [
  '{ } | rate()',
  '{ } | count_over_time()',
  '{ } | rate() by (resource.service.name)',
  '{ } | count_over_time() by (name)',
  '{ status = error } | count_over_time() by (resource.service.name, kind)',
  '{ span.http.route != nil } | rate() by (span.http.route)',
  '{ span.http.route = "/a\\"b" } | count_over_time()',
  '{ } | count_over_time() by (rootName)',
  '{ } | count_over_time() by (span.tags)',
  '{ } | count_over_time() by (span.ok, status)',
  '{ childCount > 1 } | count_over_time() by (name)',
  '{ trace:duration > 1s } | count_over_time()',
  '{ name = "INSERT" } >> { status = error } | count_over_time()',
  '{ name = "INSERT" } !>> { status = error } | count_over_time()',
  '{ status = error } | { span.count = 5 } | count_over_time()',
  '{ } | min_over_time(duration)',
  '{ } | max_over_time(duration) by (resource.zone)',
  '{ } | avg_over_time(duration) by (name)',
  '{ } | sum_over_time(span.count) by (kind)',
  '{ } | avg_over_time(span.count)',
  '{ span.count > 1 } | max_over_time(span.count) by (resource.service.name)',
  '{ } | quantile_over_time(duration, 0.5, 0.9, 0.99)',
  '{ kind = server } | quantile_over_time(span.count, 0.5) by (resource.service.name)',
  '{ } | histogram_over_time(duration)',
  '{ } | histogram_over_time(duration) by (resource.zone)',
  '{ } | compare({ status = error }, 100)',
  '{ resource.service.name = "shop" } | compare({ duration > 1ms }, 100)',
  '{ } | rate() by (resource.service.name) > 0.1',
  '{ } | count_over_time() by (resource.service.name) | topk(1)',
  '{ } | rate() with (exemplars=false)',
  '{ name = "no such name" } | rate()',
] as const;

test('most of it is not in memory', () => {
  expect(archived.traces.keptTraces).toBe(IN_MEMORY);
  expect(archived.traces.olderTraces).toBeGreaterThan(70);
});

test.each(QUERIES)('%s', async (q) => {
  const answer = await measured(ofArchived, q);
  expect(answer).toEqual(await expected(q));
  if (!q.includes('no such')) expect(answer.series.length).toBeGreaterThan(0);
});

test.each([
  { start: 1_790_000_100 },
  { end: 1_790_000_100 },
  { start: 1_790_000_080, end: 1_790_000_130 },
  { start: 1_790_000_080.5, end: 1_790_000_130.25, stepMs: 7_000 },
  { stepMs: 10_000 },
])('over a range: %j', async (asked) => {
  const q = '{ } | count_over_time() by (resource.service.name)';
  expect(await measured(ofArchived, q, asked)).toEqual(await expected(q, asked));
});

describe('asked again while traces arrive, go on, leave memory and come back', () => {
  const asked = QUERIES.filter((_, index) => index % 4 === 0);
  test('it is what measuring everything gives, each time', async () => {
    for (let at = 160; at < REQUESTS.length; at += 4) {
      await send(REQUESTS.slice(at, at + 4));
      const q = asked[(at / 4) % asked.length] as string;
      expect(await measured(ofArchived, q), q).toEqual(await expected(q));
    }
    for (const q of asked) expect(await measured(ofArchived, q), q).toEqual(await expected(q));
  });
});

const inSmallPortions = (): TraceStore =>
  Object.create(archived.traces, {
    older: {
      async *value(search: OlderSearch) {
        for await (const portion of archived.traces.older(search)) for (const trace of portion) yield [trace];
      },
    },
  });
function metricOf(q: string) {
  const parsed = parseAnyTraceQL(q);
  if (!parsed.ok || parsed.type !== 'metrics') throw new Error(`${q} is no metric`);
  return parsed;
}

test('an answer that did not look at everything says so, and goes on where it stopped', async () => {
  const small = storeMeasurer(inSmallPortions(), 200);
  const parsed = metricOf('{ } | count_over_time() by (resource.service.name)');
  const spansIn: number[] = [];
  let older: number | undefined;
  for (;;) {
    const answer = await small.measure({ query: parsed.query, viewer, session: '', older });
    spansIn.push(answer?.metrics.inspectedSpans ?? 0);
    if (answer?.older === undefined) break;
    older = Number(answer.older);
  }
  expect(spansIn.length).toBeGreaterThan(3);
  expect(spansIn).toEqual(spansIn.toSorted((a, b) => a - b));
  expect(spansIn.at(-1)).toBe(everything.keptSpans);
});

test('what is kept for the next time is bounded, also of a question that finds nothing', async () => {
  const { query } = metricOf('{ duration = 12345ns } | rate()');
  const bounded = storeMeasurer(inSmallPortions(), 100, 10);
  const answer = await bounded.measure({ query, viewer, session: '' });
  expect(answer).toMatchObject({ older: 'never', metrics: { inspectedSpans: 0 } });
});

test('so it is where a question is asked for as long as more arrives', async () => {
  const { query } = metricOf('{ } | count_over_time()');
  const most = 40;
  const bounded = storeMeasurer(inSmallPortions(), 20, most);
  const inspected: number[] = [];
  const more = oddRequests(120, 1_000);
  for (let at = 0; at < more.length; at += 4) {
    await send(more.slice(at, at + 4));
    const answer = await bounded.measure({ query, viewer, session: '' });
    inspected.push(answer?.metrics.inspectedSpans ?? 0);
  }
  // It begins anew with little, again and again.
  expect(inspected.slice(1).filter((spans, at) => spans < (inspected[at] ?? 0)).length).toBeGreaterThan(2);
});

test('completion knows what only old traces carry', async () => {
  const { fields } = storeFields(archived.traces);
  const known = await fields(viewer);
  expect([...known.keys()]).toEqual([...knownFields(everything.table()).keys()]);
  expect(known.get('resource.service.name')).toEqual(['"bank"', '"shop"']);
});

test('the newest traces, whole, are as many as were asked for, whether or not they are in memory', async () => {
  const spansOf = async (limit: number) => {
    const { keptSpans, isPart, ...traces } = await newestTraces(archived.traces, limit, viewer);
    const table = new TraceTable();
    table.appendTraces(traces);
    return { keptSpans, isPart, spans: table.spanCount };
  };
  const all = everything.table().spanCount;
  expect(await spansOf(100_000)).toEqual({ keptSpans: everything.keptSpans, isPart: false, spans: all });
  const some = await spansOf(300);
  expect(some).toMatchObject({ keptSpans: everything.keptSpans, isPart: true });
  expect(some.spans).toBeGreaterThan(280);
  expect(some.spans).toBeLessThanOrEqual(300);
});

test('what the archive has let go of is not measured any more', async () => {
  const q = '{ } | count_over_time()';
  const before = await measured(ofArchived, q);
  nowMs += 10 * DAY_MS;
  await send(oddRequests(20, 1_000));
  nowMs += 10 * DAY_MS;
  await archived.retain();
  const after = await measured(ofArchived, q);
  expect(after.metrics.inspectedSpans).toBeLessThan(before.metrics.inspectedSpans);
  expect(after).toEqual(await measured(storeMeasurer(archived.traces), q));
});
