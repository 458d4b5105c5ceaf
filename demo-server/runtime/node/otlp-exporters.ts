/**
 * Everything once more to a Collector or backend, when `OTEL_EXPORTER_OTLP_ENDPOINT` (or the variable of one signal)
 * is set. The exporters read the standard variables themselves: endpoint, headers, timeout, compression.
 */
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-proto';
import { OTLPMetricExporter } from '@opentelemetry/exporter-metrics-otlp-proto';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { BatchLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { BatchSpanProcessor } from '@opentelemetry/sdk-trace';
import type { AppDeps } from '../../app.ts';

const METRICS_EVERY_MS = 10_000;

export function otlpExporters(env: Readonly<Record<string, string | undefined>>): AppDeps['exporters'] {
  const wanted = (signal: 'TRACES' | 'METRICS' | 'LOGS') =>
    Boolean(env['OTEL_EXPORTER_OTLP_ENDPOINT'] || env[`OTEL_EXPORTER_OTLP_${signal}_ENDPOINT`]);
  if (!wanted('TRACES') && !wanted('METRICS') && !wanted('LOGS')) return undefined;
  return {
    spanProcessors: wanted('TRACES') ? [new BatchSpanProcessor({ exporter: new OTLPTraceExporter() })] : [],
    logProcessors: wanted('LOGS') ? [new BatchLogRecordProcessor({ exporter: new OTLPLogExporter() })] : [],
    metricReaders: () =>
      wanted('METRICS')
        ? [
            new PeriodicExportingMetricReader({
              exporter: new OTLPMetricExporter(),
              exportIntervalMillis: METRICS_EVERY_MS,
            }),
          ]
        : [],
  };
}
