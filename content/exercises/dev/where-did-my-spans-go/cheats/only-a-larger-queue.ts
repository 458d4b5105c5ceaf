import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { MeterJob } from '#building';

// Runs every night: reads 499 meters and ends. When this function returns, the process is gone.
export const meterJob: MeterJob = async ({ resource, otlpExporter, meterProvider, readMeters }) => {
  const selfObsMeterProvider = meterProvider;
  const exporter = otlpExporter({ url: 'http://collector:4318/v1/traces', selfObsMeterProvider });
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        selfObsMeterProvider,
        maxQueueSize: 2048,
        maxExportBatchSize: 512,
        scheduledDelayMillis: 5000,
      }),
    ],
  });
  readMeters(provider.getTracer('meter-job'));
};
