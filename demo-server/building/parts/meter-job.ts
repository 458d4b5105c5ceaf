/**
 * The part `meter-job`: a job that runs for a moment and ends, and how it gets its spans out before it does. The process
 * ends when the function returns: what is still in a queue then is gone.
 *
 *   readMeters --> tracer --> BatchSpanProcessor: queue, batches --> exporter --HTTP--> collector
 */
import type { MeterProvider, Tracer } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import { BatchSpanProcessor, type SpanExporter, TracerProvider } from '@opentelemetry/sdk-trace';
import type { OtlpExporterOptions } from '../../telemetry/otlp-exporter.ts';

export type MeterJob = (job: JobProcess) => Promise<void>;

export interface JobProcess {
  /** Says which program the spans are of. */
  readonly resource: Resource;
  /** OTLP over HTTP, with protobuf. The host is called `collector`. */
  otlpExporter(options: OtlpExporterOptions): SpanExporter;
  /** Its numbers are read when the process ends, and reach the page another way than the spans. */
  readonly meterProvider: MeterProvider;
  /** The work: reads 499 meters as fast as it can. A span for each, and one around all that ends last. */
  readMeters(tracer: Tracer): void;
}

/** As shipped. */
export const meterJob: MeterJob = async ({ resource, otlpExporter, meterProvider, readMeters }) => {
  const selfObsMeterProvider = meterProvider;
  const exporter = otlpExporter({ url: 'http://collector:4318/v1/traces', selfObsMeterProvider });
  const provider = new TracerProvider({
    resource,
    spanProcessors: [new BatchSpanProcessor({ exporter, selfObsMeterProvider })],
  });
  readMeters(provider.getTracer('meter-job'));
  // What went wrong is in the counters. The meters are read, whoever hears of it.
  await provider.shutdown().catch(() => undefined);
};
