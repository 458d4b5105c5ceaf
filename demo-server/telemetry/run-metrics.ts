/**
 * Metrics that are exact for one run. Metrics have no baggage: a counter shared by all sessions could never say what
 * *this* press of Run counted. So each instrument is a pair: it records in the provider of the process, and again in a
 * provider that belongs to the run found in the active context.
 *
 *   counter.add(1) --+--> MeterProvider of the service       (exported, all sessions)
 *                    '--> MeterProvider of (service, run)    (collected when the run settles, sent to its session)
 */
import {
  type Attributes,
  type Context,
  context as contextApi,
  type Meter,
  type MeterProvider,
  type MetricOptions,
} from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  MetricReader,
  type ResourceMetrics,
  MeterProvider as SdkMeterProvider,
} from '@opentelemetry/sdk-metrics';
import { DEFAULT_BOUNDS, type ExemplarReservoir } from './exemplars.ts';
import { type RunRef, runOf } from './run-baggage.ts';

/** Hands out the meters of one run's own provider for one service; undefined when the run is not watched. */
export type RunMeters = (run: RunRef, resource: Resource) => MeterProvider | undefined;

type Kind = 'createCounter' | 'createUpDownCounter' | 'createHistogram' | 'createGauge';
type Write = (value: number, attributes?: Attributes, context?: Context) => void;

/** A provider whose synchronous instruments record for the process and for the run. Observables go to the process only. */
export function runScopedMeterProvider(
  base: MeterProvider,
  resource: Resource,
  runMeters: RunMeters,
  exemplars?: ExemplarReservoir,
): MeterProvider {
  return {
    getMeter(name, version, options) {
      const meter = base.getMeter(name, version, options);
      const pair = (
        kind: Kind,
        instrument: string,
        metricOptions?: MetricOptions,
      ): { add: Write; record: Write } => {
        const process = writer(meter, kind, instrument, metricOptions);
        const bounds = boundsOf(kind, metricOptions);
        // One writer for each run's provider; providers are dropped with their run, and the entry with them.
        const writers = new WeakMap<MeterProvider, Write>();
        const write: Write = (value, given, context = contextApi.active()) => {
          const attributes = given && defined(given);
          process(value, attributes, context);
          if (bounds !== undefined)
            exemplars?.offer(resource, { instrument, attributes, value, context, bounds });
          const run = runOf(context);
          const provider = run && runMeters(run, resource);
          if (provider === undefined) return;
          let ofRun = writers.get(provider);
          if (ofRun === undefined) {
            ofRun = writer(provider.getMeter(name, version, options), kind, instrument, metricOptions);
            writers.set(provider, ofRun);
          }
          ofRun(value, attributes, context);
        };
        return { add: write, record: write };
      };
      return {
        createCounter: (instrument, metricOptions) => pair('createCounter', instrument, metricOptions),
        createUpDownCounter: (instrument, metricOptions) =>
          pair('createUpDownCounter', instrument, metricOptions),
        createHistogram: (instrument, metricOptions) => pair('createHistogram', instrument, metricOptions),
        createGauge: (instrument, metricOptions) => pair('createGauge', instrument, metricOptions),
        createObservableCounter: meter.createObservableCounter.bind(meter),
        createObservableGauge: meter.createObservableGauge.bind(meter),
        createObservableUpDownCounter: meter.createObservableUpDownCounter.bind(meter),
        addBatchObservableCallback: meter.addBatchObservableCallback.bind(meter),
        removeBatchObservableCallback: meter.removeBatchObservableCallback.bind(meter),
      };
    },
  };
}

/** Without attributes that are undefined, as a program may give some: OTLP would make them null. */
function defined(attributes: Attributes): Attributes {
  const entries = Object.entries(attributes);
  return entries.some(([, value]) => value === undefined)
    ? Object.fromEntries(entries.filter(([, value]) => value !== undefined))
    : attributes;
}

/** Undefined where no exemplars are taken: what goes up and down, and gauges, say no more than their newest value. */
function boundsOf(kind: Kind, options: MetricOptions | undefined): readonly number[] | undefined {
  if (kind === 'createHistogram') return options?.advice?.explicitBucketBoundaries ?? DEFAULT_BOUNDS;
  return kind === 'createCounter' ? [] : undefined;
}

function writer(meter: Meter, kind: Kind, name: string, options?: MetricOptions): Write {
  const instrument = meter[kind](name, options);
  return 'add' in instrument
    ? (value, attributes, context) => instrument.add(value, attributes, context)
    : (value, attributes, context) => instrument.record(value, attributes, context);
}

/** A reader that only reads when asked. */
export class OnDemandReader extends MetricReader {
  protected override async onForceFlush(): Promise<void> {}
  protected override async onShutdown(): Promise<void> {}
}

/** The metric providers of one run: one for each service that measured something. */
export class RunMetrics {
  readonly #services = new Map<
    Resource,
    { readonly provider: SdkMeterProvider; readonly reader: OnDemandReader }
  >();

  meters(resource: Resource): MeterProvider {
    let service = this.#services.get(resource);
    if (service === undefined) {
      const reader = new OnDemandReader();
      service = { reader, provider: new SdkMeterProvider({ resource, readers: [reader] }) };
      this.#services.set(resource, service);
    }
    return service.provider;
  }

  /** What the run measured so far (cumulative), one entry a service; services without points are left out. */
  async collect(): Promise<readonly ResourceMetrics[]> {
    const collected = await Promise.all([...this.#services.values()].map(({ reader }) => reader.collect()));
    return collected
      .map((result) => result.resourceMetrics)
      .filter((service) => service.scopeMetrics.length > 0);
  }

  async close(): Promise<void> {
    const providers = [...this.#services.values()].map(({ provider }) => provider);
    this.#services.clear();
    await Promise.all(providers.map((provider) => provider.shutdown()));
  }
}
