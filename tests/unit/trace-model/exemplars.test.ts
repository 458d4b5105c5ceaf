import { describe, expect, it } from 'vitest';
import { MAX_EXEMPLARS } from '../../../src/trace/model/exemplars.ts';
import { toOtlpMetrics } from '../../../src/trace/model/otlp-encode.ts';
import type { OtlpExemplar, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';

const traceId = 'AB'.repeat(16);
const spanId = 'cd'.repeat(8);

function histogram(timeUnixNano: string, exemplars: readonly OtlpExemplar[]): OtlpMetrics {
  const point = { timeUnixNano, count: '1', sum: 6, explicitBounds: [], bucketCounts: ['1'], exemplars };
  const metric = { name: 'latency', histogram: { aggregationTemporality: 2, dataPoints: [point] } };
  return { resourceMetrics: [{ scopeMetrics: [{ metrics: [metric] }] }] };
}
const exemplarsOf = (table: TraceTable) => table.metrics[0]?.points[0]?.exemplars ?? [];

describe('an exemplar', () => {
  const given = {
    timeUnixNano: '1000',
    asDouble: 4.5,
    traceId,
    spanId,
    filteredAttributes: [{ key: 'user', value: { stringValue: 'u1' } }],
  };

  it('keeps its span, its value and what the metric left out', () => {
    const table = new TraceTable();
    const { problems } = table.appendMetrics(histogram('1000', [given]));
    expect(problems).toEqual([]);
    expect(exemplarsOf(table)).toEqual([
      {
        timeNs: 0,
        value: 4.5,
        traceId: traceId.toLowerCase(),
        spanId,
        attributes: new Map([['user', 'u1']]),
      },
    ]);
  });

  it('survives the way back to OTLP', () => {
    const table = new TraceTable();
    table.appendMetrics(histogram('1000', [given]));
    const again = new TraceTable();
    again.appendMetrics(toOtlpMetrics(table));
    expect(exemplarsOf(again)).toEqual(exemplarsOf(table));
  });

  it('sent again counts once, and of many the newest are kept', () => {
    const table = new TraceTable();
    table.appendMetrics(histogram('1000', [given]));
    table.appendMetrics(histogram('2000', [given]));
    expect(exemplarsOf(table)).toHaveLength(1);
    for (let at = 0; at < 2 * MAX_EXEMPLARS; at++) {
      table.appendMetrics(histogram(String(3_000 + at), [{ timeUnixNano: String(3_000 + at), asInt: at }]));
    }
    expect(exemplarsOf(table)).toHaveLength(MAX_EXEMPLARS);
    expect(exemplarsOf(table).at(-1)?.value).toBe(2 * MAX_EXEMPLARS - 1);
  });

  it('with a wrong id stands without it, without a value is left out; both are told', () => {
    const table = new TraceTable();
    const wrong = [{ timeUnixNano: '1', asInt: '3', spanId: 'not hex' }, { timeUnixNano: '1' }];
    const { problems } = table.appendMetrics(histogram('1000', wrong));
    expect(exemplarsOf(table)).toMatchObject([{ value: 3, spanId: '', traceId: '' }]);
    expect(problems).toHaveLength(2);
  });
});
