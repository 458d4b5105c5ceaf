import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toOtlpLogs, toOtlpMetrics, toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import type { SpanIndex, TraceReader } from '../../../src/trace/model/types.ts';
import { anyValue, logs, metrics, traces } from '../../support/otlp-arbitrary.ts';
import { describeTree, spanNamed, traceTable } from '../../support/trace-text.ts';

describe('what was decoded, encoded and decoded again', () => {
  it('has the same spans, whatever they hold', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const again = new TraceTable();
        again.appendTraces(toOtlpTraces(table));
        expect(allSpans(again)).toEqual(allSpans(table));
      }),
    );
  });

  it('has the same log records', () => {
    fc.assert(
      fc.property(logs, (request) => {
        const table = new TraceTable();
        expect(table.appendLogs(request).problems).toEqual([]);
        const again = new TraceTable();
        again.appendLogs(toOtlpLogs(table));
        expect(allLogs(again)).toEqual(allLogs(table));
      }),
    );
  });

  it('has the same metrics', () => {
    fc.assert(
      fc.property(metrics, (request) => {
        const table = new TraceTable();
        expect(table.appendMetrics(request).problems).toEqual([]);
        const again = new TraceTable();
        again.appendMetrics(toOtlpMetrics(table));
        expect(allMetrics(again)).toEqual(allMetrics(table));
      }),
    );
  });

  it('gives the same OTLP the second time, down to integer or double', () => {
    fc.assert(
      fc.property(anyValue, (value) => {
        const first = toOtlpTraces(tableWithAttribute(value));
        const second = new TraceTable();
        second.appendTraces(first);
        expect(toOtlpTraces(second)).toEqual(first);
      }),
    );
  });

  it('survives JSON', () => {
    fc.assert(
      fc.property(traces, (request) => {
        const table = new TraceTable();
        table.appendTraces(request);
        const encoded = toOtlpTraces(table);
        expect(JSON.parse(JSON.stringify(encoded))).toEqual(encoded);
      }),
    );
  });

  it('writes only the spans asked for', () => {
    const table = traceTable(`
      api  GET /units       |0-9ms|
        api  SELECT units   |1-2ms|
        api  SELECT devices |3-4ms|
    `);
    const part = new TraceTable();
    part.appendTraces(
      toOtlpTraces(table, [spanNamed(table, 'SELECT devices'), spanNamed(table, 'GET /units')]),
    );
    expect(describeTree(part)).toBe('api  GET /units\n  api  SELECT devices');
  });
});

function tableWithAttribute(value: object): TraceTable {
  const table = new TraceTable();
  const attributes = [{ key: 'key', value }];
  const span = {
    traceId: 'a'.repeat(32),
    spanId: 'b'.repeat(16),
    startTimeUnixNano: '5',
    endTimeUnixNano: '6',
    attributes,
  };
  table.appendTraces({ resourceSpans: [{ scopeSpans: [{ spans: [span] }] }] });
  return table;
}

/** Everything a reader can see, in an order that does not depend on grouping. */
function allSpans(table: TraceReader) {
  const { columns, strings, originUnixNano } = table;
  const absolute = (timeNs: number) =>
    Number.isNaN(timeNs) ? 'open' : String(originUnixNano + BigInt(timeNs));
  const text = (id: number | undefined) => strings.get(id ?? 0);
  return Array.from({ length: table.spanCount }, (_, i) => {
    const span = i as SpanIndex;
    return {
      traceId: text(columns.traceId[i]),
      spanId: text(columns.spanId[i]),
      parentSpanId: text(columns.parentSpanId[i]),
      name: text(columns.name[i]),
      service: text(columns.service[i]),
      scope: text(columns.scope[i]),
      scopeVersion: table.scopeVersion(span),
      scopeAttributes: table.scopeAttributes(span),
      kind: columns.kind[i],
      status: columns.status[i],
      statusMessage: text(columns.statusMessage[i]),
      start: absolute(columns.startNs[i] ?? 0),
      end: absolute(columns.endNs[i] ?? 0),
      attributes: table.attributes(span),
      resource: table.resourceAttributes(span),
      events: table.events(span).map((event) => ({ ...event, timeNs: absolute(event.timeNs) })),
      links: table.links(span),
    };
  })
    .map(
      (span) =>
        [
          JSON.stringify([span.traceId, span.spanId, span.start, span.name, span.service, span.kind]),
          span,
        ] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function allLogs(table: TraceReader) {
  return table.logs
    .map((log) => ({ ...log, timeNs: String(table.originUnixNano + BigInt(log.timeNs)) }))
    .map((log) => [`${log.service} ${log.timeNs}`, log] as const)
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function allMetrics(table: TraceReader) {
  return table.metrics
    .map((metric) => ({
      ...metric,
      points: metric.points
        .map((point) => ({
          ...point,
          timeNs: String(table.originUnixNano + BigInt(point.timeNs)),
          startNs: point.startNs === undefined ? '' : String(table.originUnixNano + BigInt(point.startNs)),
        }))
        .sort((a, b) => (pointKey(a) < pointKey(b) ? -1 : 1)),
    }))
    .map(
      (metric) => [JSON.stringify([metric.service, metric.name, metric.unit, metric.type]), metric] as const,
    )
    .sort(([a], [b]) => (a < b ? -1 : 1));
}

function pointKey(point: { readonly timeNs: string; readonly startNs: string }): string {
  return `${point.timeNs} ${point.startNs}`;
}
