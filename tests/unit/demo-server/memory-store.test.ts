/** The store in memory holds on to what it keeps, and to nothing else. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, test } from 'vitest';
import { memoryTraceStore } from '../../../demo-server/store/memory.ts';
import type { OtlpSpan } from '../../../src/trace/model/otlp-json.ts';

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

const SPANS_A_TRACE = 10;
const id = (n: number, digits: number): string => n.toString(16).padStart(digits, '0');

/** Spans of traces that nobody searches for, weakly held; the store has room for two of these traces. */
async function filled(traces: number) {
  const store = memoryTraceStore(2, 2 * SPANS_A_TRACE);
  const given: WeakRef<OtlpSpan>[] = [];
  for (let trace = 1; trace <= traces; trace++) {
    const spans = Array.from({ length: SPANS_A_TRACE }, (_, n) => ({
      traceId: id(trace, 32),
      spanId: id(n + 1, 16),
      name: `span ${n}`,
    }));
    for (const span of spans) given.push(new WeakRef<OtlpSpan>(span));
    await store.add({ resourceSpans: [{ scopeSpans: [{ spans }] }] });
  }
  return { store, given };
}

test('a trace that has left is let go of, whether anybody searched or not', async () => {
  const { store, given } = await filled(20);
  // What a weak reference was asked for, or made of, lives until the job ends.
  await new Promise(setImmediate);
  collectGarbage();
  const alive = given.filter((span) => span.deref() !== undefined).length;
  expect(store.keptSpans).toBe(2 * SPANS_A_TRACE);
  // Those that are kept, and what waited for a search when the last of them came.
  expect(alive).toBeLessThanOrEqual(4 * SPANS_A_TRACE);
});

test('what left before the first search is not found, and all that is kept is', async () => {
  const { store } = await filled(20);
  const { spanCount, columns, strings } = store.table();
  const found = Array.from({ length: spanCount }, (_, span) => strings.get(columns.traceId[span] ?? 0));
  expect(new Set(found)).toEqual(new Set([id(19, 32), id(20, 32)]));
  expect(spanCount).toBe(2 * SPANS_A_TRACE);
});
