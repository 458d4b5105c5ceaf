/** The receiver as a stock SDK meets it: the official exporters in all their encodings, told nothing but the endpoint. */
import { ROOT_CONTEXT } from '@opentelemetry/api';
import { OTLPLogExporter as GrpcLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { OTLPLogExporter as ProtobufLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter as GrpcMetricExporter } from '@opentelemetry/exporter-metrics-otlp-grpc';
import { OTLPMetricExporter as ProtobufMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter as GrpcTraceExporter } from '@opentelemetry/exporter-trace-otlp-grpc';
import { OTLPTraceExporter as JsonTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { OTLPTraceExporter as ProtobufTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { SimpleSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import { expect, test } from 'vitest';
import type { IngestAnswer } from '../../demo-server/protocol.ts';
import { quietServer } from '../support/quiet-server.ts';

const server = await quietServer({ grpcPort: 0 });

const ask = async (path: string) => (await fetch(`${server.url}/api/${path}`)).json();
const http = (path: string) => ({ url: `${server.url}/v1/${path}`, compression: 'gzip' as never });
const grpc = () => ({ url: server.grpcUrl ?? '', compression: 'gzip' as never });
const resourceOf = (name: string) => resourceFromAttributes({ 'service.name': name });

test.each([
  ['http/protobuf', () => new ProtobufTraceExporter(http('traces')), 'application/x-protobuf'],
  ['http/json', () => new JsonTraceExporter(http('traces')), 'application/json'],
  ['grpc', () => new GrpcTraceExporter(grpc()), 'application/grpc'],
] as const)(
  'traces by %s are found by their service, and the ingest log knows how they came',
  async (protocol, exporter, contentType) => {
    const service = `a-stock-app-${protocol}`;
    const provider = new TracerProvider({
      resource: resourceOf(service),
      spanProcessors: [new SimpleSpanProcessor({ exporter: exporter() })],
    });
    const sent = provider.getTracer('t').startSpan('checkout', {}, ROOT_CONTEXT);
    sent.setAttribute('http.method', 'GET');
    sent.end();
    await provider.forceFlush();
    const { traces } = await ask(
      `traces?q=${encodeURIComponent(`{ resource.service.name = "${service}" }`)}`,
    );
    expect(traces).toMatchObject([
      { traceID: sent.spanContext().traceId, rootServiceName: service, rootTraceName: 'checkout' },
    ]);
    const { requests }: IngestAnswer = await ask('ingest');
    expect(requests[0]).toMatchObject({
      signal: 'traces',
      transport: protocol === 'grpc' ? 'grpc' : 'http',
      contentType,
      compression: protocol === 'grpc' ? '' : 'gzip',
      outcome: 'taken',
      accepted: 1,
      services: [service],
      sender: expect.stringContaining('OTel-OTLP-Exporter-JavaScript'),
      lint: [{ rule: 'renamed-attribute', message: 'http.method is now http.request.method.' }],
    });
    await provider.shutdown();
  },
);

test.each([
  [
    'http/protobuf',
    () => new ProtobufMetricExporter(http('metrics')),
    () => new ProtobufLogExporter(http('logs')),
  ],
  ['grpc', () => new GrpcMetricExporter(grpc()), () => new GrpcLogExporter(grpc())],
] as const)('metrics and logs by %s', async (protocol, metricExporter, logExporter) => {
  const resource = resourceOf('a-stock-app');
  const meters = new MeterProvider({
    resource,
    readers: [new PeriodicExportingMetricReader({ exporter: metricExporter() })],
  });
  meters.getMeter('t').createCounter(`orders by ${protocol}`.replace(/\W+/g, '.')).add(2);
  await meters.forceFlush();
  await meters.shutdown();
  const logs = new LoggerProvider({
    resource,
    processors: [new SimpleLogRecordProcessor({ exporter: logExporter() })],
  });
  logs.getLogger('t').emit({ body: `ordered by ${protocol}` });
  await logs.forceFlush();
  await logs.shutdown();
  expect(JSON.stringify(await ask('metrics'))).toContain(`"orders.by.${protocol.replace('/', '.')}"`);
  expect(JSON.stringify(await ask('logs'))).toContain(`"ordered by ${protocol}"`);
});
