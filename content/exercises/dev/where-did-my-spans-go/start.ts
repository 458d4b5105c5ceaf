import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { MeterJob } from '#building';

// Runs every night: reads 499 meters and ends. When this function returns, the process is gone.
export const meterJob: MeterJob = async ({ resource, otlpExporter, readMeters }) => {
  const exporter = otlpExporter({ url: 'http://collector:4317/v1/traces' });
  const provider = new TracerProvider({
    resource,
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        maxQueueSize: 96,
        maxExportBatchSize: 96,
        scheduledDelayMillis: 5000,
      }),
    ],
  });
  readMeters(provider.getTracer('meter-job'));
};
