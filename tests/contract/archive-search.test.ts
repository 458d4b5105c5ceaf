/** Searching what is no longer in memory finds exactly what a search over everything in memory would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive } from '../../demo-server/runtime/node/archive/open-archive.ts';
import { type ArchivedTelemetry, archivedTelemetry } from '../../demo-server/store/archived-store.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import { narrowingOf } from '../../demo-server/store/narrowing.ts';
import { searchStore } from '../../demo-server/store/search-store.ts';
import type { TraceStore } from '../../demo-server/store/trace-store.ts';
import { viewerOf } from '../../demo-server/store/viewer.ts';
import { parseTraceQL } from '../../src/trace/traceql/traceql.ts';
import { idOf, oddRequests } from '../support/odd-requests.ts';

/** As somebody may write it. */
const short = (id: string) => id.replace(/^0+/, '').toUpperCase();

const TRACES = 120;
/** What of them stays in memory. */
const IN_MEMORY = 5;
const viewer = viewerOf('everyone');
const dir = mkdtempSync(path.join(tmpdir(), 'archive-search-'));
const everything = memoryTraceStore();
let archived: ArchivedTelemetry;

beforeAll(async () => {
  const archive = await openArchive({ dir, say: (line) => expect.fail(line) });
  archived = await archivedTelemetry(
    archive,
    (error) => expect.fail(String(error)),
    memoryTraceStore(IN_MEMORY),
  );
  for (const traces of oddRequests(2 * TRACES)) {
    await everything.add(traces, 0, 'received');
    await archived.traces.add(traces, 0, 'received');
  }
});
afterAll(async () => {
  await archived.close();
  rmSync(dir, { recursive: true, force: true });
});

async function found(store: TraceStore, q: string, limit = 1_000) {
  const parsed = parseTraceQL(q);
  if (!parsed.ok) throw new Error(`${q}: ${parsed.error.message}`);
  const traces: unknown[] = [];
  let older: number | undefined;
  do {
    const answer = await searchStore(store, parsed.query, { limit, spansPerSet: 100, viewer, older });
    traces.push(...(answer?.traces ?? []));
    older = answer?.older === undefined ? undefined : Number(answer.older);
  } while (older !== undefined);
  // One that came back into memory is in two answers.
  const once = new Map((traces as { traceID: string }[]).map((trace) => [trace.traceID, trace]));
  return [...once.values()] as { traceID: string; startTimeUnixNano: string }[];
}
const byId = (traces: readonly { traceID: string }[]) =>
  traces.toSorted((a, b) => a.traceID.localeCompare(b.traceID));

test('most of it is not in memory', () => {
  expect(archived.traces.keptTraces).toBe(IN_MEMORY);
  expect(archived.traces.olderTraces).toBeGreaterThan(TRACES - 10);
});

test.each([
  '{ }',
  '{ status = error }',
  '{ status = unset }',
  '{ status != ok }',
  '{ kind = server && status = error }',
  '{ kind = unspecified }',
  '{ name = "INSERT" }',
  `{ name = "it's 100% \u0000 odd_" }`,
  '{ name = "" }',
  '{ name =~ "GET.*" }',
  '{ duration > 1ms }',
  '{ duration >= 1us && duration < 1ms }',
  '{ 1ms < duration }',
  `{ duration > ${'9'.repeat(400)} }`,
  `{ duration < ${'9'.repeat(400)}s }`,
  '{ duration = 0ns }',
  '{ resource.service.name = "shop" }',
  '{ resource.service.name != "shop" }',
  '{ resource.zone = "eu" && name = "INSERT" }',
  '{ .zone = "us" }',
  '{ .http.route = "/b" }',
  '{ span.http.route = "/a\\"b" }',
  '{ span.http.route = "/ä\\\\" }',
  '{ span.http.route != "/a" }',
  '{ span.http.route =~ "/a.*" }',
  '{ span.http.route != nil }',
  '{ span.http.route = nil }',
  '{ span.tags = "x" }',
  '{ span.count = 5 }',
  '{ span.count > 1 && span.count < 500 }',
  '{ 5 = span.count }',
  '{ span.ok = true }',
  '{ span.ok }',
  '{ !(status = error) }',
  '{ event.exception.type = "Boom" }',
  '{ event:name = "exception" }',
  '{ instrumentation:name = "lib" && status = error }',
  '{ status = error || span.count = 500 }',
  '{ status = error || duration > 1ms }',
  '{ status = error } && { span.count = 500 }',
  '{ status = error } || { span.count = 500 }',
  '{ name = "INSERT" } > { status = error }',
  '{ name = "INSERT" } !> { status = error }',
  '{ name = "INSERT" } !>> { status = error }',
  '{ name = "INSERT" } &>> { status = error }',
  '{ span.count = 500 } ~ { status = error }',
  '({ status = error } | count() > 1) && { kind = client }',
  '{ status = error } | { span.count = 5 }',
  '{ } | count() > 4',
  '{ status = error } | by(resource.service.name) | count() > 1',
  '{ status = error } | select(span.http.route)',
  '{ trace:duration > 1s }',
  '{ rootName = "INSERT" }',
  '{ childCount > 1 && status = ok }',
  `{ trace:id = "${idOf(50, 32)}" }`,
  `{ span:id = "${idOf(100 * 100, 16)}" }`,
  `{ trace:id = "${short(idOf(50, 32))}" }`,
  `{ "${short(idOf(100 * 100, 16))}" = span:id }`,
])('%s', async (q) => {
  const expected = await found(everything, q);
  expect(byId(await found(archived.traces, q))).toEqual(byId(expected));
});

test('traces that start within a time are those that a search of everything finds', async () => {
  const parsed = parseTraceQL('{ status = error }');
  if (!parsed.ok) throw new Error(parsed.error.message);
  const asked = {
    limit: 1_000,
    spansPerSet: 0,
    viewer,
    fromUnixMs: 1_790_000_100_000,
    toUnixMs: 1_790_000_180_000,
  };
  const all = await searchStore(everything, parsed.query, asked);
  const kept = await searchStore(archived.traces, parsed.query, asked);
  expect(byId(kept?.traces ?? [])).toEqual(byId(all?.traces ?? []));
  expect(all?.matched).toBeGreaterThan(10);
  expect(all?.matched).toBeLessThan(60);
});

test('what there is too much of comes in parts, each trace once, newest first', async () => {
  const all = await found(archived.traces, '{ status = error }');
  const newestFirst = await found(archived.traces, '{ status = error }', 7);
  expect(all.length).toBeGreaterThan(3 * 7);
  expect(byId(newestFirst)).toEqual(byId(all));
  // The last spans of the whole set began last, whatever portion they came in.
  expect(newestFirst.at(-1)?.startTimeUnixNano.localeCompare(newestFirst[0]?.startTimeUnixNano ?? '')).toBe(
    -1,
  );
});

test('what moves out of memory between two answers stays in one of them', async () => {
  const parsed = parseTraceQL('{ }');
  if (!parsed.ok) throw new Error(parsed.error.message);
  const search = (asked: { limit: number; older?: number; since?: number }) =>
    searchStore(archived.traces, parsed.query, { spansPerSet: 0, viewer, ...asked });
  const idsOf = (answer: Awaited<ReturnType<typeof search>>) =>
    answer?.traces.map(({ traceID }) => traceID) ?? [];
  const newest = await search({ limit: IN_MEMORY });
  const further = await search({ limit: 7, older: Number(newest?.older) });
  expect(further?.matched).toBe(7);
  for (const traces of oddRequests(40, 1_000)) {
    await everything.add(traces, 0, 'received');
    await archived.traces.add(traces, 0, 'received');
  }
  const again = await search({ limit: 1_000, since: Number(further?.since) });
  expect(again?.older).toBeUndefined();
  const shown = new Set([...idsOf(again), ...idsOf(further)]);
  expect([...shown]).toEqual(expect.arrayContaining([...idsOf(newest), ...idsOf(further)]));
  // And nothing lies between the two: what is further back goes on where it stopped.
  const rest = await search({ limit: 1_000, older: Number(further?.older) });
  for (const id of idsOf(rest)) shown.add(id);
  expect(shown.size).toBe(everything.keptTraces);
});

test('a condition that can be told from columns leaves most traces unread', async () => {
  const parsed = parseTraceQL(`{ trace:id = "${idOf(50, 32)}" }`);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const read: string[] = [];
  for await (const traces of archived.traces.older({
    narrowing: narrowingOf(parsed.query.pipeline),
    skips: () => false,
  }))
    read.push(...traces.map(({ traceId }) => traceId));
  expect(read).toEqual([idOf(50, 32)]);
});
