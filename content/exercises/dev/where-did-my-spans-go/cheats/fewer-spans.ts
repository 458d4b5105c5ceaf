import { BatchSpanProcessor, SamplingDecision, TracerProvider } from '@opentelemetry/sdk-trace';
import type { MeterJob } from '#building';

// Runs every night: reads 499 meters and ends. When this function returns, the process is gone.
export const meterJob: MeterJob = async ({ resource, otlpExporter, meterProvider, readMeters }) => {
  const selfObsMeterProvider = meterProvider;
  const exporter = otlpExporter({ url: 'http://collector:4318/v1/traces', selfObsMeterProvider });
  let spans = 0;
  const provider = new TracerProvider({
    resource,
    // Every fifth will do, and then they fit.
    sampler: {
      shouldSample: () => ({
        decision: spans++ % 5 === 0 ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD,
      }),
      toString: () => 'every fifth',
    },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter,
        selfObsMeterProvider,
        maxQueueSize: 128,
        maxExportBatchSize: 128,
        scheduledDelayMillis: 5000,
      }),
    ],
  });
  readMeters(provider.getTracer('meter-job'));
  try {
    await provider.shutdown();
  } catch {
    // The meters are read, whoever hears of it. What went wrong is in the counters.
  }
};
