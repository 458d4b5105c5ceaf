/** Spans of every odd shape that some receiver broke at, of one trace. */
import type { OtlpSpan } from '../../src/trace/model/otlp-json.ts';

export function oddSpans(traceId: string): OtlpSpan[] {
  const times = { startTimeUnixNano: '1790000000000000000', endTimeUnixNano: '1790000000025000000' };
  return [
    { spanId: '000000000000000a', parentSpanId: '000000000000000a', name: 'its own parent', ...times },
    { spanId: '000000000000000b', parentSpanId: '000000000000000c', name: 'in a circle', ...times },
    { spanId: '000000000000000c', parentSpanId: '000000000000000b', name: 'in a circle', ...times },
    { spanId: '000000000000000d', parentSpanId: '00000000000000ff', name: 'an orphan', ...times },
    { spanId: '000000000000000e', startTimeUnixNano: '5', endTimeUnixNano: '4', name: 'ends too early' },
    { spanId: '000000000000000f', endTimeUnixNano: times.endTimeUnixNano, name: 'never started' },
    { spanId: '00000000000000aa', startTimeUnixNano: times.startTimeUnixNano, name: 'never ended' },
    { spanId: '00000000000000ab', ...times, endTimeUnixNano: times.startTimeUnixNano, name: 'took no time' },
    {
      spanId: '00000000000000ac',
      ...times,
      attributes: [{ key: 'big', value: { stringValue: 'x'.repeat(90_000) } }],
    },
    { spanId: '00000000000000ad', ...times },
  ].map((span) => ({ traceId, kind: 1, ...span }));
}
