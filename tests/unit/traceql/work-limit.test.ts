/** Queries of strangers end. Work is counted, not timed, so nothing here depends on how fast a machine is. */
import { describe, expect, test } from 'vitest';
import { evaluateMetrics } from '../../../src/trace/traceql/evaluate-metrics.ts';
import {
  evaluateTraceQL,
  parseAnyTraceQL,
  parseTraceQL,
  TooMuchWork,
  withinWork,
} from '../../../src/trace/traceql/traceql.ts';
import { traceTable } from '../../support/trace-text.ts';

const SPANS = 200;
const table = traceTable(
  Array.from({ length: SPANS }, (_, at) => `api  step ${at} ${'a'.repeat(50)}  |${at}-${at + 1}ms|`).join(
    '\n',
  ),
);

function found(query: string, units: number): number | 'too much' {
  const parsed = parseTraceQL(query);
  if (!parsed.ok) throw new Error(parsed.error.message);
  try {
    return withinWork(units, () => evaluateTraceQL(parsed.query, table)).spans.length;
  } catch (error) {
    if (error instanceof TooMuchWork) return 'too much';
    throw error;
  }
}

describe('an everyday query costs little for each span', () => {
  test.each([
    ['{ }', SPANS],
    ['{ name =~ "step 1.*" }', 111],
    ['{ resource.service.name = "api" && duration > 2ms } | count() > 0', 0],
    ['{ name != "x" } >> { status = error }', 0],
  ])('%s', (query, spans) => {
    expect(found(query, 1_000 * SPANS)).toBe(spans);
  });
});

describe('what is built to take long is given up', () => {
  test.each([
    ['a pattern of many states', '{ name =~ "(.*a){300}" }'],
    ['states within states', '{ name =~ "(.|s)*((a*)*b|(a|.*)+)*(.*a){90}c" }'],
    ['a pattern in the second half', '{ name = "none" || name !~ "(.*a){300}" }'],
    ['a pattern below an operator of spansets', '{ } >> { name =~ "(.*a){300}" }'],
    ['many conditions', `{ ${Array.from({ length: 250 }, (_, at) => `.a = ${at}`).join(' || ')} }`],
    ['many steps', `{ }${' | { name != "x" }'.repeat(300)}`],
  ])('%s', (_, query) => {
    expect(found(query, 200 * SPANS)).toBe('too much');
  });

  test('and so is the search that a metric begins with', () => {
    const parsed = parseAnyTraceQL('{ name =~ "(.*a){300}" } | rate()');
    if (!parsed.ok || parsed.type !== 'metrics') throw new Error('this is a metric');
    expect(() => withinWork(200 * SPANS, () => evaluateMetrics(parsed.query, table))).toThrow(TooMuchWork);
  });
});

test('the bound is of one query: the next one begins anew, and without a bound there is none', () => {
  const hostile = '{ name =~ "(.*a){300}" }';
  expect(found(hostile, 1_000)).toBe('too much');
  expect(found('{ }', 1_000)).toBe(SPANS);
  const parsed = parseTraceQL(hostile);
  expect(parsed.ok && evaluateTraceQL(parsed.query, table).spans).toEqual([]);
});
