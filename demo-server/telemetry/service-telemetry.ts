/**
 * The telemetry of one service: its own Resource, TracerProvider, MeterProvider and LoggerProvider, so that the
 * boundaries between services are real in the data even though all of them share a process.
 */
import {
  createNoopLogger,
  createNoopMeter,
  type Logger,
  type Meter,
  type MeterProvider,
  ProxyTracerProvider,
  type Tracer,
  type TracerProvider,
} from '@opentelemetry/api';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor } from '@opentelemetry/sdk-logs';
import { type IMetricReader, MeterProvider as SdkMeterProvider } from '@opentelemetry/sdk-metrics';
import {
  type IdGenerator,
  type Sampler,
  TracerProvider as SdkTracerProvider,
  type SpanProcessor,
} from '@opentelemetry/sdk-trace';
import {
  ATTR_DEPLOYMENT_ENVIRONMENT_NAME,
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
  ATTR_SERVICE_VERSION,
} from '@opentelemetry/semantic-conventions';
import { VERSION } from '../version.ts';
import { baggageStampLogProcessor, baggageStampSpanProcessor } from './baggage-stamp.ts';
import type { ExemplarReservoir } from './exemplars.ts';
import { preciseLogger, preciseTracerProvider } from './precise-time.ts';
import { type RunMeters, runScopedMeterProvider } from './run-metrics.ts';

/** Where the signals of all services go: the feed, the store, and what the platform adds (an OTLP exporter). */
export interface TelemetrySinks {
  readonly spanProcessors: readonly SpanProcessor[];
  readonly logProcessors: readonly LogRecordProcessor[];
  /** A fresh set for each service: a reader belongs to exactly one provider. */
  metricReaders(): readonly IMetricReader[];
  readonly runMeters: RunMeters;
  /** `service.instance.id` of all services: which replica of the server they run in. Left out where there is one. */
  readonly instance?: string | undefined;
  /** Left out where a trace is not everybody's to see. */
  readonly exemplars?: ExemplarReservoir | undefined;
}

export interface ServiceTelemetry {
  readonly resource: Resource;
  readonly tracerProvider: TracerProvider;
  readonly meterProvider: MeterProvider;
  readonly tracer: Tracer;
  readonly meter: Meter;
  readonly logger: Logger;
  shutdown(): Promise<void>;
}

export interface ServiceOptions {
  readonly sampler?: Sampler;
  readonly idGenerator?: IdGenerator;
}

export const SCOPE_NAME = 'smart-building';

export const serviceResource = (serviceName: string, instance?: string): Resource =>
  resourceFromAttributes({
    ...(instance !== undefined && { [ATTR_SERVICE_INSTANCE_ID]: instance }),
    [ATTR_SERVICE_NAME]: serviceName,
    [ATTR_SERVICE_VERSION]: VERSION,
    [ATTR_SERVICE_NAMESPACE]: 'smart-building',
    [ATTR_DEPLOYMENT_ENVIRONMENT_NAME]: 'development',
  });

export function createServiceTelemetry(
  serviceName: string,
  sinks: TelemetrySinks,
  options: ServiceOptions = {},
): ServiceTelemetry {
  const resource = serviceResource(serviceName, sinks.instance);
  const sdkTracerProvider = new SdkTracerProvider({
    resource,
    spanProcessors: [baggageStampSpanProcessor(), ...sinks.spanProcessors],
    ...(options.sampler && { sampler: options.sampler }),
    ...(options.idGenerator && { idGenerator: options.idGenerator }),
  });
  const tracerProvider = preciseTracerProvider(sdkTracerProvider);
  const sdkMeterProvider = new SdkMeterProvider({ resource, readers: [...sinks.metricReaders()] });
  const meterProvider = runScopedMeterProvider(sdkMeterProvider, resource, sinks.runMeters, sinks.exemplars);
  const loggerProvider = new LoggerProvider({
    resource,
    processors: [baggageStampLogProcessor(), ...sinks.logProcessors],
  });
  return {
    resource,
    tracerProvider,
    meterProvider,
    tracer: tracerProvider.getTracer(SCOPE_NAME, VERSION),
    meter: meterProvider.getMeter(SCOPE_NAME, VERSION),
    logger: preciseLogger(loggerProvider.getLogger(SCOPE_NAME, VERSION)),
    async shutdown() {
      await Promise.all([
        sdkTracerProvider.shutdown(),
        sdkMeterProvider.shutdown(),
        loggerProvider.shutdown(),
      ]);
    },
  };
}

/** The same, but nothing is recorded: the API without an SDK, to measure against. */
export function noServiceTelemetry(serviceName: string): ServiceTelemetry {
  const tracerProvider = new ProxyTracerProvider();
  const meter = createNoopMeter();
  return {
    resource: serviceResource(serviceName),
    tracerProvider,
    meterProvider: { getMeter: () => meter },
    tracer: tracerProvider.getTracer(SCOPE_NAME, VERSION),
    meter,
    logger: createNoopLogger(),
    shutdown: async () => {},
  };
}
