/**
 * The *create* step of declarative configuration: from a model that `read-configuration.ts` has let through to the
 * providers of the SDK. `@opentelemetry/sdk-node` has one too, for the globals of a process; here several services with
 * configurations of their own share one.
 *
 * https://opentelemetry.io/docs/specs/otel/configuration/sdk/#create
 */
import { SeverityNumber, type TextMapPropagator } from '@opentelemetry/api';
import type {
  AggregationConfigModel,
  ConfigurationModel,
  LoggerProviderConfigModel,
  MeterProviderConfigModel,
  PeriodicMetricReaderConfigModel,
  SamplerConfigModel,
  TracerProviderConfigModel,
  ViewConfigModel,
} from '@opentelemetry/configuration';
import { CompositePropagator, W3CBaggagePropagator, W3CTraceContextPropagator } from '@opentelemetry/core';
import { defaultResource, type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  createLoggerConfigurator,
  type LoggerConfig,
  LoggerProvider,
  type LogRecordProcessor,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import {
  AggregationType,
  createAllowListAttributesProcessor,
  createDenyListAttributesProcessor,
  MeterProvider,
  PeriodicExportingMetricReader,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  BatchSpanProcessor,
  type IdGenerator,
  ParentBasedSampler,
  type Sampler,
  SimpleSpanProcessor,
  type SpanProcessor,
  TraceIdRatioBasedSampler,
  TracerProvider,
} from '@opentelemetry/sdk-trace';
import {
  consoleExporter,
  type Exporter,
  LOGS,
  METRICS,
  memoryExporter,
  type OtlpHttp,
  type Outside,
  otlpHttpExporter,
  TRACES,
} from './exporters.ts';

/** A provider that the configuration does not mention is missing: nothing of its signal is recorded. */
export interface ConfiguredSdk {
  readonly resource: Resource;
  readonly propagator: TextMapPropagator;
  readonly tracerProvider: TracerProvider | undefined;
  readonly meterProvider: MeterProvider | undefined;
  readonly loggerProvider: LoggerProvider | undefined;
  /** Sends what is still held, and ends. */
  shutdown(): Promise<void>;
}

/** What the program adds in code, before what the file says. */
export interface InCode {
  readonly spanProcessors?: readonly SpanProcessor[];
  readonly logProcessors?: readonly LogRecordProcessor[];
  readonly idGenerator?: IdGenerator;
}

export function createSdk(model: ConfigurationModel, outside: Outside, inCode: InCode = {}): ConfiguredSdk {
  const resource = createResource(model);
  const { tracer_provider, meter_provider, logger_provider } = model;
  const tracerProvider = tracer_provider && createTracerProvider(tracer_provider, resource, outside, inCode);
  const meterProvider = meter_provider && createMeterProvider(meter_provider, resource, outside);
  const loggerProvider = logger_provider && createLoggerProvider(logger_provider, resource, outside, inCode);
  return {
    resource,
    propagator: createPropagator(model),
    tracerProvider,
    meterProvider,
    loggerProvider,
    async shutdown() {
      await Promise.all([tracerProvider?.shutdown(), meterProvider?.shutdown(), loggerProvider?.shutdown()]);
    },
  };
}

function createResource({ resource }: ConfigurationModel): Resource {
  const attributes = resource?.attributes ?? [];
  const entries = attributes.flatMap(({ name, value }) => (value === null ? [] : [[name, value] as const]));
  return defaultResource().merge(resourceFromAttributes(Object.fromEntries(entries)));
}

/** Without any, it injects nothing and extracts nothing. */
function createPropagator({ propagator }: ConfigurationModel): TextMapPropagator {
  const named = propagator?.composite ?? [];
  const names = new Set(named.flatMap((each) => Object.keys(each)));
  return new CompositePropagator({
    propagators: [
      ...(names.has('tracecontext') ? [new W3CTraceContextPropagator()] : []),
      ...(names.has('baggage') ? [new W3CBaggagePropagator()] : []),
    ],
  });
}

function createTracerProvider(
  { processors, sampler }: TracerProviderConfigModel,
  resource: Resource,
  outside: Outside,
  { spanProcessors = [], idGenerator }: InCode,
): TracerProvider {
  const configured = processors.map(({ batch, simple }) =>
    batch
      ? new BatchSpanProcessor({
          exporter: createExporter(TRACES, batch.exporter, outside),
          ...batchOptions(batch),
        })
      : new SimpleSpanProcessor({ exporter: createExporter(TRACES, simple?.exporter ?? {}, outside) }),
  );
  return new TracerProvider({
    resource,
    spanProcessors: [...spanProcessors, ...configured],
    ...(sampler && { sampler: createSampler(sampler) }),
    ...(idGenerator && { idGenerator }),
  });
}

export function createSampler(given: SamplerConfigModel): Sampler {
  if ('always_off' in given) return new AlwaysOffSampler();
  if ('trace_id_ratio_based' in given)
    return new TraceIdRatioBasedSampler(given.trace_id_ratio_based?.ratio ?? 1);
  if (!('parent_based' in given)) return new AlwaysOnSampler();
  const parent = given.parent_based;
  const other = (sampler: SamplerConfigModel | undefined, otherwise: Sampler) =>
    sampler ? createSampler(sampler) : otherwise;
  return new ParentBasedSampler({
    root: other(parent?.root, new AlwaysOnSampler()),
    remoteParentSampled: other(parent?.remote_parent_sampled, new AlwaysOnSampler()),
    remoteParentNotSampled: other(parent?.remote_parent_not_sampled, new AlwaysOffSampler()),
    localParentSampled: other(parent?.local_parent_sampled, new AlwaysOnSampler()),
    localParentNotSampled: other(parent?.local_parent_not_sampled, new AlwaysOffSampler()),
  });
}

function createMeterProvider(
  { readers, views = [] }: MeterProviderConfigModel,
  resource: Resource,
  outside: Outside,
): MeterProvider {
  return new MeterProvider({
    resource,
    readers: readers.flatMap(({ periodic }) =>
      periodic
        ? new PeriodicExportingMetricReader({
            exporter: createExporter(METRICS, periodic.exporter, outside),
            ...readerTimes(periodic),
          })
        : [],
    ),
    views: views.map(createView),
  });
}

/** The defaults of the schema. A timeout of 0 is none, and the SDK allows none that is longer than the interval. */
function readerTimes({ interval, timeout }: PeriodicMetricReaderConfigModel) {
  const intervalMs = interval ?? 60_000;
  const timeoutMs = timeout === 0 ? intervalMs : Math.min(timeout ?? 30_000, intervalMs);
  return { exportIntervalMillis: intervalMs, exportTimeoutMillis: timeoutMs };
}

function createView({ selector, stream }: ViewConfigModel): ViewOptions {
  const { included, excluded } = stream.attribute_keys ?? {};
  return {
    ...(selector.instrument_name && { instrumentName: selector.instrument_name }),
    ...(selector.unit && { instrumentUnit: selector.unit }),
    ...(selector.meter_name && { meterName: selector.meter_name }),
    ...(stream.name && { name: stream.name }),
    ...(stream.description && { description: stream.description }),
    ...(stream.aggregation && { aggregation: { type: aggregationType(stream.aggregation) } }),
    attributesProcessors: [
      ...(included ? [createAllowListAttributesProcessor(included)] : []),
      ...(excluded ? [createDenyListAttributesProcessor(excluded)] : []),
    ],
  };
}

function aggregationType(given: AggregationConfigModel) {
  if ('drop' in given) return AggregationType.DROP;
  if ('sum' in given) return AggregationType.SUM;
  if ('last_value' in given) return AggregationType.LAST_VALUE;
  return AggregationType.DEFAULT;
}

function createLoggerProvider(
  { processors, 'logger_configurator/development': configurator }: LoggerProviderConfigModel,
  resource: Resource,
  outside: Outside,
  { logProcessors = [] }: InCode,
): LoggerProvider {
  const configured = processors.map(({ batch, simple }) =>
    batch
      ? new BatchLogRecordProcessor({
          exporter: createExporter(LOGS, batch.exporter, outside),
          ...batchOptions(batch),
        })
      : new SimpleLogRecordProcessor({ exporter: createExporter(LOGS, simple?.exporter ?? {}, outside) }),
  );
  const given = configurator?.default_config;
  const config: LoggerConfig = {
    ...(typeof given?.enabled === 'boolean' && { enabled: given.enabled }),
    ...(typeof given?.trace_based === 'boolean' && { traceBased: given.trace_based }),
    ...(given?.minimum_severity && { minimumSeverity: severity(given.minimum_severity) }),
  };
  return new LoggerProvider({
    resource,
    processors: [...logProcessors, ...configured],
    loggerConfigurator: createLoggerConfigurator([{ pattern: '*', config }]),
  });
}

/** `info2` is `SeverityNumber.INFO2`. */
const severity = (name: string): SeverityNumber =>
  SeverityNumber[name.toUpperCase() as keyof typeof SeverityNumber];

interface BatchModel {
  readonly schedule_delay?: number | null;
  readonly export_timeout?: number | null;
  readonly max_queue_size?: number | null;
  readonly max_export_batch_size?: number | null;
}
/** Days: in the configuration a timeout of 0 is none, and in the SDK it is over at once. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;
const batchOptions = (given: BatchModel) => ({
  ...(typeof given.schedule_delay === 'number' && { scheduledDelayMillis: given.schedule_delay }),
  ...(typeof given.export_timeout === 'number' && {
    exportTimeoutMillis: given.export_timeout === 0 ? LONGEST_TIMER_MS : given.export_timeout,
  }),
  ...(typeof given.max_queue_size === 'number' && { maxQueueSize: given.max_queue_size }),
  ...(typeof given.max_export_batch_size === 'number' && { maxExportBatchSize: given.max_export_batch_size }),
});

/** The schema lets exactly one key through; it may have no value. */
function createExporter<Items>(
  signal: Parameters<typeof consoleExporter<Items>>[0],
  given: object,
  outside: Outside,
): Exporter<Items> {
  if ('otlp_http' in given) return otlpHttpExporter(signal, given.otlp_http as OtlpHttp | null, outside);
  return 'in_memory' in given ? memoryExporter(signal, outside) : consoleExporter(signal, outside);
}
