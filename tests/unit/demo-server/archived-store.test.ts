/** Memory and archive together, where memory is so small that a trace that comes back pushes another one out. */
import { expect, test } from 'vitest';
import type { Archive, ArchivedTrace } from '../../../demo-server/store/archive.ts';
import { archivedTelemetry } from '../../../demo-server/store/archived-store.ts';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import { pieceOf } from '../../../demo-server/store/trace-pieces.ts';
import type { OtlpSpan } from '../../../src/trace/model/otlp-json.ts';

/** Keeps what it is given, and is asked for nothing but traces. */
function plainArchive() {
  const kept = new Map<string, OtlpSpan[]>();
  const archive: Pick<Archive, 'commit' | 'mayHold' | 'traces' | 'newestTraces'> = {
    async commit(spans) {
      for (const { columns, rows } of spans)
        for (const row of rows) {
          const traceId = columns.traceId(row);
          kept.set(traceId, [...(kept.get(traceId) ?? []), JSON.parse(columns.otlp[row] ?? '{}')]);
        }
    },
    mayHold: (traceId) => kept.has(traceId),
    traces: async (traceIds) =>
      traceIds.map((traceId): ArchivedTrace => {
        const spans = kept.get(traceId) ?? [];
        const traces = { resourceSpans: [pieceOf({ resource: undefined, scope: undefined }, spans)] };
        return { traceId, traces, spans: spans.length, bytes: 1, isReceived: true, place: 0, lastPlace: 0 };
      }),
    async *newestTraces() {},
  };
  return { archive: archive as Archive, kept };
}

const idOf = (trace: number) => trace.toString(16).padStart(32, 'a');
const span = (trace: number, n: number): OtlpSpan => ({
  traceId: idOf(trace),
  spanId: n.toString(16).padStart(16, '0'),
  name: `span ${n}`,
});
const request = (...spans: readonly OtlpSpan[]) => ({ resourceSpans: [{ scopeSpans: [{ spans }] }] });

/** Traces 1, 2 and 3 with a span each; the last two of them are in memory. */
async function filled() {
  const { archive, kept } = plainArchive();
  const { traces } = await archivedTelemetry(
    archive,
    (error) => expect.fail(`${error}`),
    memoryTraceStore(2),
  );
  for (const trace of [1, 2, 3]) await traces.add(request(span(trace, 1)), 1, 'received');
  const namesOf = async (trace: number) =>
    (await traces.find(idOf(trace)))?.traces.resourceSpans?.flatMap(({ scopeSpans = [] }) =>
      scopeSpans.flatMap(({ spans = [] }) => spans.map(({ name }) => name)),
    );
  return { traces, kept, namesOf };
}

test('a trace that is pushed out by one that comes back is whole, wherever it is found', async () => {
  const { traces, namesOf } = await filled();
  await traces.add(request(span(1, 2), span(2, 2)), 1, 'received');
  expect(await namesOf(1)).toEqual(['span 1', 'span 2']);
  expect(await namesOf(2)).toEqual(['span 1', 'span 2']);
});

test('what is sent again with them is kept once', async () => {
  const { traces, kept } = await filled();
  await traces.add(request(span(1, 1), span(2, 1), span(1, 2), span(2, 2)), 1, 'received');
  expect([1, 2, 3].map((trace) => kept.get(idOf(trace))?.length)).toEqual([2, 2, 1]);
});

test('a trace that is begun and pushed out within a group of requests is whole as well', async () => {
  const { traces, namesOf } = await filled();
  await Promise.all([
    traces.add(request(span(4, 1)), 1, 'received'),
    traces.add(request(span(5, 1), span(6, 1)), 1, 'received'),
    traces.add(request(span(4, 2)), 1, 'received'),
  ]);
  expect(await namesOf(4)).toEqual(['span 1', 'span 2']);
});
