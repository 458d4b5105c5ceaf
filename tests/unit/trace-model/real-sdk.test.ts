import { context, ROOT_CONTEXT, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import {
  JsonLogsSerializer,
  JsonMetricsSerializer,
  JsonTraceSerializer,
} from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { AggregationType, MeterProvider, MetricReader } from '@opentelemetry/sdk-metrics';
import { type ReadableSpan, type SpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, it } from 'vitest';
import { toOtlpTraces } from '../../../src/trace/model/otlp-encode.ts';
import { TraceTable } from '../../../src/trace/model/trace-table.ts';
import { dedent, describeTree, spanNamed } from '../../support/trace-text.ts';

const resource = resourceFromAttributes({ 'service.name': 'building-api' });

it('reads what the OpenTelemetry SDK writes about spans, without a problem', () => {
  const { provider, ended } = recordingProvider();
  const tracer = provider.getTracer('units', '1.2.3');
  const root = tracer.startSpan(
    'GET /units',
    { kind: SpanKind.SERVER, startTime: [1_750_000_000, 5] },
    ROOT_CONTEXT,
  );
  const inRoot = trace.setSpan(ROOT_CONTEXT, root);
  const query = tracer.startSpan(
    'SELECT units',
    { kind: SpanKind.CLIENT, startTime: [1_750_000_000, 1_000] },
    inRoot,
  );
  query.setAttributes({
    'db.system.name': 'postgresql',
    rows: 3,
    ratio: 0.5,
    cached: false,
    units: ['a', 'b'],
  });
  query.addEvent('retry', { attempt: 2 }, [1_750_000_000, 1_500]);
  query.addLink({ context: root.spanContext(), attributes: { why: 'test' } });
  query.setStatus({ code: SpanStatusCode.ERROR, message: 'no such table' });
  query.end([1_750_000_000, 2_000]);
  root.end([1_750_000_000, 4_000]);

  const table = new TraceTable();
  const report = table.appendTraces(parse(JsonTraceSerializer.serializeRequest(ended)));
  expect(report).toEqual({ added: 2, updated: 0, problems: [] });
  expect(describeTree(table, { kinds: true })).toBe(
    dedent(`
      building-api  GET /units  @kind=server
        building-api  SELECT units  @kind=client  (error)
    `),
  );
  const span = spanNamed(table, 'SELECT units');
  expect(Object.fromEntries(table.attributes(span))).toEqual({
    'db.system.name': 'postgresql',
    rows: 3,
    ratio: 0.5,
    cached: false,
    units: ['a', 'b'],
  });
  expect(table.events(span)).toMatchObject([{ name: 'retry', attributes: new Map([['attempt', 2]]) }]);
  expect(table.links(span)).toMatchObject([{ ...ids(root), attributes: new Map([['why', 'test']]) }]);
  expect(table.strings.get(table.columns.scope[span] ?? 0)).toBe('units');
  expect(table.scopeVersion(span)).toBe('1.2.3');
  expect((table.columns.endNs[span] ?? 0) - (table.columns.startNs[span] ?? 0)).toBe(1_000);

  const again = new TraceTable();
  expect(again.appendTraces(toOtlpTraces(table)).problems).toEqual([]);
  expect(describeTree(again, { times: true })).toBe(describeTree(table, { times: true }));
});

it('reads what it writes about spans that have not ended', () => {
  const { provider, started } = recordingProvider();
  provider.getTracer('units').startSpan('GET /units', {}, context.active());
  const table = new TraceTable();
  expect(table.appendStarted(parse(JsonTraceSerializer.serializeRequest(started))).problems).toEqual([]);
  expect(describeTree(table)).toBe('building-api  GET /units  (open)');
});

it('reads what it writes about logs', () => {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('units');
  logger.emit({
    body: 'unit <b>7</b> opened',
    severityNumber: 9,
    severityText: 'INFO',
    attributes: { unit: 7 },
  });
  logger.emit({ eventName: 'device.leak', body: { litres: 2 } });
  const table = new TraceTable();
  const report = table.appendLogs(
    parse(JsonLogsSerializer.serializeRequest(exporter.getFinishedLogRecords())),
  );
  expect(report).toEqual({ added: 2, updated: 0, problems: [] });
  expect(table.logs).toMatchObject([
    {
      body: 'unit <b>7</b> opened',
      severityNumber: 9,
      severityText: 'INFO',
      service: 'building-api',
      eventName: '',
    },
    { body: { litres: 2 }, eventName: 'device.leak' },
  ]);
});

it('reads what it writes about metrics', async () => {
  class Reader extends MetricReader {
    protected override async onForceFlush(): Promise<void> {}
    protected override async onShutdown(): Promise<void> {}
  }
  const reader = new Reader();
  const aggregation = { type: AggregationType.EXPONENTIAL_HISTOGRAM } as const;
  const provider = new MeterProvider({
    resource,
    readers: [reader],
    views: [{ instrumentName: 'queue.wait', aggregation }],
  });
  const meter = provider.getMeter('units');
  meter.createCounter('requests', { unit: '{request}' }).add(3, { route: '/units' });
  meter.createUpDownCounter('open').add(-2);
  meter.createHistogram('latency', { unit: 's', advice: { explicitBucketBoundaries: [1, 5] } }).record(3);
  const wait = meter.createHistogram('queue.wait', { unit: 's' });
  for (const seconds of [0, 1, 3, 3]) wait.record(seconds);
  const { resourceMetrics } = await reader.collect();
  const table = new TraceTable();
  const report = table.appendMetrics(parse(JsonMetricsSerializer.serializeRequest(resourceMetrics)));
  expect(report).toEqual({ added: 4, updated: 0, problems: [] });
  const named = (name: string) => table.metrics.find((metric) => metric.name === name);
  expect(named('requests')).toMatchObject({
    unit: '{request}',
    type: 'sum',
    monotonic: true,
    points: [{ value: 3 }],
  });
  expect(named('open')).toMatchObject({ type: 'sum', monotonic: false, points: [{ value: -2 }] });
  expect(named('latency')).toMatchObject({
    type: 'histogram',
    points: [{ value: 3, count: 1, bounds: [1, 5], bucketCounts: [0, 1, 0] }],
  });
  expect(named('queue.wait')).toMatchObject({
    type: 'exponential-histogram',
    points: [{ value: 7, count: 4, min: 0, max: 3 }],
  });
  const buckets = named('queue.wait')?.points[0];
  const upTo = (bound: number) =>
    (buckets?.bucketCounts ?? [])
      .filter((_, i) => (buckets?.bounds?.[i] ?? Infinity) <= bound)
      .reduce((a, b) => a + b, 0);
  expect([upTo(0.5), upTo(2), upTo(3.5)]).toEqual([1, 2, 4]);
});

function recordingProvider() {
  const started: ReadableSpan[] = [];
  const ended: ReadableSpan[] = [];
  const processor: SpanProcessor = {
    onStart: (span) => void started.push(span as unknown as ReadableSpan),
    onEnd: (span) => void ended.push(span),
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  return { provider: new TracerProvider({ resource, spanProcessors: [processor] }), started, ended };
}

function ids(span: { spanContext(): { traceId: string; spanId: string } }) {
  const { traceId, spanId } = span.spanContext();
  return { traceId, spanId };
}

function parse(body: Uint8Array | undefined): object {
  return JSON.parse(new TextDecoder().decode(body)) as object;
}
