/** Both decoders against what OpenTelemetry's own serializers write, and against bytes that nobody should send. */
import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
  ProtobufLogsSerializer,
  ProtobufMetricsSerializer,
  ProtobufTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { InMemorySpanExporter, SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { PbfWriter } from 'pbf';
import { describe, expect, test } from 'vitest';
import { Findings } from '../../../demo-server/otlp/findings.ts';
import { readLogs, readMetrics, readTraces } from '../../../demo-server/otlp/json/requests.ts';
import { decodeLogs } from '../../../demo-server/otlp/protobuf/logs.ts';
import { decodeMetrics } from '../../../demo-server/otlp/protobuf/metrics.ts';
import { toOtlpLogs, toOtlpMetrics, toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import type { OtlpLogs, OtlpMetrics, OtlpTraces } from '../../../src/trace/model/otlp-json.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { decodeTraces } from '../../support/plain-traces.ts';

const resource = resourceFromAttributes({ 'service.name': 'shop', 'process.pid': 7 });
const START: [number, number] = [1_750_000_000, 123_456_789];
const VALUES = {
  text: 'ein längerer Text über vierzehn Zeichen',
  empty: '',
  int: -3,
  big: Number.MAX_SAFE_INTEGER,
  double: 0.25,
  yes: true,
  no: false,
  list: ['a', 'b'],
};

/** One view of a request, whichever way it came: defaults that one encoding writes and the other leaves out are gone. */
const tracesView = (body: OtlpTraces) => {
  const table = new TraceTable();
  expect(table.appendTraces(body).problems).toEqual([]);
  return toOtlpTraces(table);
};
const logsView = (body: OtlpLogs) => {
  const table = new TraceTable();
  expect(table.appendLogs(body).problems).toEqual([]);
  return toOtlpLogs(table);
};
const metricsView = (body: OtlpMetrics) => {
  const table = new TraceTable();
  expect(table.appendMetrics(body).problems).toEqual([]);
  return toOtlpMetrics(table);
};
const clean = <T>(read: (body: Uint8Array, findings: Findings) => T, body: Uint8Array): T => {
  const findings = new Findings();
  const request = read(body, findings);
  expect([findings.rejected, findings.message]).toEqual([0, '']);
  return request;
};
const bytesOf = (body: Uint8Array | undefined): Uint8Array => body ?? expect.fail('nothing was serialized');

test('traces: protobuf and JSON of the SDK mean the same', () => {
  const exporter = new InMemorySpanExporter();
  const provider = new TracerProvider({ resource, spanProcessors: [new SimpleSpanProcessor({ exporter })] });
  const tracer = provider.getTracer('units', '1.2.3');
  const root = tracer.startSpan('POST /orders', { kind: SpanKind.SERVER, startTime: START }, ROOT_CONTEXT);
  const child = tracer.startSpan(
    'INSERT',
    { kind: SpanKind.CLIENT, startTime: START, attributes: VALUES, links: [{ context: root.spanContext() }] },
    trace.setSpan(context.active(), root),
  );
  child.addEvent('retry', { attempt: 2 }, START);
  child.setStatus({ code: SpanStatusCode.ERROR, message: 'no such table' });
  child.end([1_750_000_001, 1]);
  root.end([1_750_000_002, 2]);
  const spans = exporter.getFinishedSpans();
  const fromProtobuf = clean(decodeTraces, bytesOf(ProtobufTraceSerializer.serializeRequest(spans)));
  const fromJson = clean(readTraces, bytesOf(JsonTraceSerializer.serializeRequest(spans)));
  expect(tracesView(fromProtobuf)).toEqual(tracesView(fromJson));
  expect(JSON.stringify(fromProtobuf)).toContain('"startTimeUnixNano":"1750000000123456789"');
});

test('logs: protobuf and JSON of the SDK mean the same', () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('units', '1.2.3');
  const inSpan = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  });
  logger.emit({ timestamp: START, severityNumber: 13, severityText: 'WARN', body: 'leak', context: inSpan });
  logger.emit({ timestamp: START, eventName: 'bldg.leak', body: { nested: [1, 'two', { three: 3.5 }] } });
  const records = exporter.getFinishedLogRecords();
  const fromProtobuf = clean(decodeLogs, bytesOf(ProtobufLogsSerializer.serializeRequest(records)));
  const fromJson = clean(readLogs, bytesOf(JsonLogsSerializer.serializeRequest(records)));
  expect(logsView(fromProtobuf)).toEqual(logsView(fromJson));
  expect(JSON.stringify(fromProtobuf)).toContain('b7ad6b7169203331');
});

test('metrics: protobuf and JSON of the SDK mean the same, for each kind of instrument', async () => {
  const reader = new (class extends MetricReader {
    protected async onForceFlush() {}
    protected async onShutdown() {}
  })();
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'exponential', aggregation: { type: AggregationType.EXPONENTIAL_HISTOGRAM } }],
  });
  const meter = provider.getMeter('units', '1.2.3');
  meter.createCounter('sold', { unit: '{door}', description: 'doors' }).add(3, { kind: 'oak' });
  meter.createUpDownCounter('stock').add(-2.5);
  meter.createGauge('temperature').record(-4);
  const histogram = meter.createHistogram('duration', { unit: 's' });
  const exponential = meter.createHistogram('exponential');
  for (const value of [0, 0.1, 7, 7_000]) {
    histogram.record(value);
    exponential.record(value);
  }
  const { resourceMetrics } = await reader.collect();
  const fromProtobuf = clean(
    decodeMetrics,
    bytesOf(ProtobufMetricsSerializer.serializeRequest(resourceMetrics)),
  );
  const fromJson = clean(readMetrics, bytesOf(JsonMetricsSerializer.serializeRequest(resourceMetrics)));
  expect(metricsView(fromProtobuf)).toEqual(metricsView(fromJson));
  expect(fromProtobuf.resourceMetrics?.[0]?.scopeMetrics?.[0]?.metrics).toHaveLength(5);
});

describe('protobuf', () => {
  const field = (write: (pbf: PbfWriter) => void): Uint8Array => {
    const pbf = new PbfWriter();
    write(pbf);
    return pbf.finish();
  };
  const nested = (fields: readonly number[], inside: Uint8Array): Uint8Array =>
    fields.reduceRight((inner, tag) => field((pbf) => pbf.writeBytesField(tag, inner)), inside);

  test('unknown fields are stepped over, known ones beside them are read', () => {
    const span = field((pbf) => {
      pbf.writeStringField(999, 'from the future');
      pbf.writeStringField(5, 'hello');
      pbf.writeVarintField(998, 7);
    });
    expect(
      clean(decodeTraces, nested([1, 2, 2], span)).resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0]?.name,
    ).toBe('hello');
  });
  test('64-bit integers keep every digit', () => {
    const lowest = Uint8Array.of(0x18, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x80, 0x01);
    const attribute = nested([1, 2, 2, 9], nested([2], lowest));
    const [span] = clean(decodeTraces, attribute).resourceSpans?.[0]?.scopeSpans?.[0]?.spans ?? [];
    expect(span?.attributes?.[0]?.value).toEqual({ intValue: '-9223372036854775808' });
  });
  describe('values nested too deeply are cut, the sender is told, and what stands beside them stays', () => {
    const deep = (levels: number) => {
      let value = field((pbf) => pbf.writeStringField(1, 'deep'));
      for (let level = 0; level < levels; level++) value = nested([5, 1], value);
      return value;
    };
    const attribute = (key: string, value: Uint8Array) =>
      field((pbf) => {
        pbf.writeStringField(1, key);
        pbf.writeBytesField(2, value);
      });
    const read = (...values: readonly Uint8Array[]) => {
      const span = field((pbf) => {
        for (const [n, value] of values.entries()) pbf.writeBytesField(9, attribute(`key ${n}`, value));
      });
      const findings = new Findings();
      const traces = decodeTraces(nested([1, 2, 2], span), findings);
      return { span: traces.resourceSpans?.[0]?.scopeSpans?.[0]?.spans?.[0], findings };
    };

    test('as deep as values may be, nothing is said', () => {
      const { span, findings } = read(deep(32));
      expect(JSON.stringify(span).match(/arrayValue/g)).toHaveLength(32);
      expect(JSON.stringify(span)).toContain('deep');
      expect(findings.message).toBe('');
    });
    test.each([33, 5_000])('%i levels', (levels) => {
      const { span, findings } = read(deep(0), deep(levels), deep(1));
      expect(JSON.stringify(span?.attributes?.[1]).match(/arrayValue/g)).toHaveLength(32);
      expect([span?.attributes?.[0]?.value, span?.attributes?.[2]?.value]).toEqual([
        { stringValue: 'deep' },
        { arrayValue: { values: [{ stringValue: 'deep' }] } },
      ]);
      expect([findings.rejected, findings.message]).toEqual([
        0,
        'attributes "key 1" is nested deeper than 32 levels and was cut there: what could not be read is empty',
      ]);
    });
    test('in JSON the same words', () => {
      const value = `${'{"arrayValue":{"values":['.repeat(33)}{}${']}}'.repeat(33)}`;
      const findings = new Findings();
      const attributes = `[{"key":"key 1","value":${value}}]`;
      const body = `{"resourceSpans":[{"scopeSpans":[{"spans":[{"attributes":${attributes}}]}]}]}`;
      readTraces(new TextEncoder().encode(body), findings);
      expect(findings.message).toBe(read(deep(0), deep(33)).findings.message);
    });
    test('the body of a log record', () => {
      const findings = new Findings();
      const { resourceLogs } = decodeLogs(nested([1, 2, 2, 5], deep(33)), findings);
      expect(JSON.stringify(resourceLogs).match(/arrayValue/g)).toHaveLength(32);
      expect(findings.message).toMatch(/^body is nested deeper than 32 levels/);
    });
    test('the attributes of a resource', () => {
      const findings = new Findings();
      decodeTraces(nested([1, 1, 1], attribute('host', deep(33))), findings);
      expect(findings.message).toMatch(/^attributes "host" is nested deeper/);
    });
  });
  test.each([
    ['a length beyond the end', Uint8Array.of(0x0a, 0x05, 0x01)],
    ['a length beyond any end', Uint8Array.of(0x0a, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f)],
    ['a child longer than its parent', Uint8Array.of(0x0a, 0x02, 0x12, 0x04, 0x00, 0x00, 0x00, 0x00)],
    ['a number where a message belongs', Uint8Array.of(0x08, 0x01)],
    ['field 0', Uint8Array.of(0x02, 0x00)],
    ['JSON', new TextEncoder().encode('{"resourceSpans":[]}')],
  ])('%s is refused', (_, body) => {
    expect(() => decodeTraces(body, new Findings())).toThrow();
  });
});
