/** A search that is done a little at a time: what it finds is checked by the property tests; here, that it can be left. */
import { expect, test } from 'vitest';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { SPANS_A_STEP } from '../../../src/trace/traceql/answers-ahead.ts';
import { evaluateTraceQLInSteps, finished, parseTraceQL } from '../../../src/trace/traceql/traceql.ts';

const SPANS = 4 * SPANS_A_STEP;
const hex = (value: number, digits: number) => value.toString(16).padStart(digits, '0');

function requestOf(from: number, count: number, spansATrace: number) {
  const spans = Array.from({ length: count }, (_, i) => ({
    traceId: hex(1 + Math.floor((from + i) / spansATrace), 32),
    spanId: hex(from + i + 1, 16),
    name: (from + i) % 2 === 0 ? 'even' : 'odd',
    startTimeUnixNano: '1790000000000000000',
    endTimeUnixNano: '1790000000000001000',
  }));
  return { resourceSpans: [{ scopeSpans: [{ spans }] }] };
}

function searching(text: string, table: TraceTable) {
  const parsed = parseTraceQL(text);
  if (!parsed.ok) throw new Error(parsed.error.message);
  return evaluateTraceQLInSteps(parsed.query, table);
}

test.each([
  ['a filter', '{ name = "even" }', SPANS, 4],
  ['both sides of a relation', '({ name = "even" } | count() > 0) ~ { name = "odd" }', SPANS, 8],
  ['many small traces', '{ } | count() > 0', 4, 4],
])('%s can be left every few thousand spans', (_, text, spansATrace, steps) => {
  const table = new TraceTable();
  table.appendTraces(requestOf(0, SPANS, spansATrace));
  expect([...searching(text, table)].length).toBeGreaterThanOrEqual(steps);
});

test('a table may grow meanwhile: all that it held is found, and nothing that does not match', () => {
  const table = new TraceTable();
  table.appendTraces(requestOf(0, SPANS, SPANS));
  const steps = searching('{ name = "even" } && { name = "odd" }', table);
  steps.next();
  table.appendTraces(requestOf(SPANS, 3 * SPANS, 4 * SPANS));
  const { spans } = finished(steps);
  expect(spans.length).toBeGreaterThanOrEqual(SPANS);
  expect(spans.slice(0, SPANS)).toEqual(Array.from({ length: SPANS }, (_, span) => span));
  expect(spans.every((span) => span < table.spanCount)).toBe(true);
});
