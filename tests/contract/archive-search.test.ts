/** Searching what is no longer in memory finds exactly what a search over everything in memory would. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openArchive } from '../../demo-server/runtime/node/archive/open-archive.ts';
import { seededRandom } from '../../demo-server/seeded-random.ts';
import { type ArchivedTelemetry, archivedTelemetry } from '../../demo-server/store/archived-store.ts';
import { memoryTraceStore } from '../../demo-server/store/memory.ts';
import { narrowingOf } from '../../demo-server/store/narrowing.ts';
import { searchStore } from '../../demo-server/store/search-store.ts';
import type { TraceStore } from '../../demo-server/store/trace-store.ts';
import { viewerOf } from '../../demo-server/store/viewer.ts';
import type { OtlpSpan, OtlpTraces } from '../../src/trace/model/otlp-json.ts';
import { parseTraceQL } from '../../src/trace/traceql/traceql.ts';

const TRACES = 120;
/** What of them stays in memory. */
const IN_MEMORY = 5;
const viewer = viewerOf('everyone');
const dir = mkdtempSync(path.join(tmpdir(), 'archive-search-'));
const everything = memoryTraceStore();
let archived: ArchivedTelemetry;

const random = seededRandom(7);
const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)] as T;
const text = (key: string, stringValue: string) => ({ key, value: { stringValue } });
const idOf = (n: number, digits: number) => (n + 1).toString(16).padStart(digits, 'a');

/** One request: some spans of one or two traces, from one service. */
function request(n: number): OtlpTraces {
  const span = (at: number): OtlpSpan => {
    const startNs = 1_790_000_000_000_000_000n + BigInt(n) * 1_000_000_000n + BigInt(at);
    const tookNs = BigInt(pick([0, 999, 1_000, 1_000_000, 250_000_000]));
    const isOpen = random() < 0.1;
    return {
      // Traces go on in later requests, also when they have left memory.
      traceId: idOf(Math.floor(n / 2) + (random() < 0.1 ? -20 : 0), 32),
      spanId: idOf(n * 100 + at, 16),
      ...(at > 0 && { parentSpanId: idOf(n * 100 + Math.floor(at / 2), 16) }),
      name: pick(['GET /things', 'INSERT', "it's 100% \u0000 odd_", '']),
      kind: pick([0, 1, 2, 3, 5]),
      startTimeUnixNano: String(startNs),
      ...(!isOpen && { endTimeUnixNano: String(startNs + tookNs) }),
      attributes: [
        ...(random() < 0.5 ? [text('http.route', pick(['/a', '/b', '/a"b', '/ä\\']))] : []),
        ...(random() < 0.3 ? [{ key: 'count', value: { intValue: String(pick([1, 5, 500])) } }] : []),
        ...(random() < 0.2
          ? [
              {
                key: 'tags',
                value: { arrayValue: { values: [{ stringValue: 'x' }, { stringValue: '/a' }] } },
              },
            ]
          : []),
        ...(random() < 0.2 ? [{ key: 'ok', value: { boolValue: random() < 0.5 } }] : []),
      ],
      events: random() < 0.1 ? [{ name: 'exception', attributes: [text('exception.type', 'Boom')] }] : [],
      status: { code: pick([0, 0, 1, 2]), message: pick(['', 'broken']) },
    };
  };
  return {
    resourceSpans: [
      {
        resource: {
          attributes: [text('service.name', pick(['shop', 'bank'])), text('zone', pick(['eu', 'us']))],
        },
        scopeSpans: [{ scope: { name: 'lib' }, spans: Array.from({ length: 4 }, (_, at) => span(at)) }],
      },
    ],
  };
}

beforeAll(async () => {
  const archive = await openArchive({ dir, say: (line) => expect.fail(line) });
  archived = await archivedTelemetry(
    archive,
    (error) => expect.fail(String(error)),
    memoryTraceStore(IN_MEMORY),
  );
  for (let n = 40; n < 40 + 2 * TRACES; n++) {
    const traces = request(n);
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
  return traces as { traceID: string; startTimeUnixNano: string }[];
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
])('%s', async (q) => {
  const expected = await found(everything, q);
  expect(byId(await found(archived.traces, q))).toEqual(byId(expected));
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

test('a condition that can be told from columns leaves most traces unread', async () => {
  const parsed = parseTraceQL(`{ trace:id = "${idOf(50, 32)}" }`);
  if (!parsed.ok) throw new Error(parsed.error.message);
  const read: string[] = [];
  for await (const traces of archived.traces.older({ narrowing: narrowingOf(parsed.query.pipeline) }))
    read.push(...traces.map(({ traceId }) => traceId));
  expect(read).toEqual([idOf(50, 32)]);
});
