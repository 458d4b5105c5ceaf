/**
 * One counter, one attribute too many. Leaks of 72 devices are counted in `bldg.leaks` by real MeterProviders, twice:
 * as the code was written, and with the view and the limit that were asked for. Only the second one is published.
 *
 *   leak --+--> counter, no view, its limit    --> what the dashboard shows so far
 *          +--> counter, view, limit           --> feed, and what the dashboard shows now
 *          '--> span "record leak"             --> feed
 *
 * `bldg.device.id` is on a metric here although the registry forbids it. That is the lesson.
 */
import {
  type Attributes,
  context as contextApi,
  ROOT_CONTEXT,
  SpanKind,
  ValueType,
} from '@opentelemetry/api';
import {
  AggregationType,
  createAllowListAttributesProcessor,
  MeterProvider,
  type ResourceMetrics,
  type ViewOptions,
} from '@opentelemetry/sdk-metrics';
import { delay } from '../../clock.ts';
import { seededRandom } from '../../seeded-random.ts';
import { bldgAttributes } from '../../telemetry/registry.ts';
import { type RunRef, withRun } from '../../telemetry/run-baggage.ts';
import { OnDemandReader } from '../../telemetry/run-metrics.ts';
import { SCOPE_NAME, serviceResource } from '../../telemetry/service-telemetry.ts';
import { DEVICE_KINDS } from '../schema.ts';
import { UNITS } from '../seed.ts';
import { type CardinalityInput, LEAK_ATTRIBUTES } from './cardinality-input.ts';
import { collectedServices } from './collected-services.ts';
import type { LabDeps } from './lab-deps.ts';

/** What a dashboard reads from the counter. */
export interface CounterReading {
  readonly total: number;
  /** The answer to `bldg.device.kind = leak_sensor`. */
  readonly leakSensors: number;
  readonly overflow: number;
  readonly points: number;
}
export interface CardinalityResult {
  readonly leaks: number;
  /** As they happened. */
  readonly leakSensors: number;
  readonly asWritten: CounterReading;
  /** How the dashboard's answer about leak sensors compares with what happened. */
  readonly asWrittenAnswer: 'all' | 'too few' | 'none';
  readonly counter: CounterReading;
}

const SERVICE = 'leak-recorder';
const COUNTER = 'bldg.leaks';
/** Most leaks are seen by the sensors made for them; a lock or a thermostat gets wet now and then. */
const SENSOR_SHARE = 0.7;
const BREATH = 60;

type Leak = Readonly<Record<(typeof LEAK_ATTRIBUTES)[number], string | number>>;

export async function runCardinality(
  input: CardinalityInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<CardinalityResult> {
  const leaks = leaksOf(input);
  const asWritten = await countLeaks(leaks, {
    instrumentName: COUNTER,
    aggregationCardinalityLimit: input.limitAsWritten,
  });
  const counted = await countLeaks(leaks, viewOf(input));
  deps.publishMetrics(run, [counted]);
  await emitSpans(leaks, input, run, deps);
  const leakSensors = leaks.filter((leak) => leak['bldg.device.kind'] === 'leak_sensor').length;
  const before = read(asWritten);
  return {
    leaks: leaks.length,
    leakSensors,
    asWritten: before,
    asWrittenAnswer:
      before.leakSensors === leakSensors ? 'all' : before.leakSensors === 0 ? 'none' : 'too few',
    counter: read(counted),
  };
}

function leaksOf({ leaks, seed }: CardinalityInput): readonly Leak[] {
  const random = seededRandom(seed);
  return Array.from({ length: leaks }, () => {
    const unit = Math.floor(random() * UNITS);
    const kind = random() < SENSOR_SHARE ? 2 : Math.floor(random() * 2);
    return {
      'bldg.device.kind': DEVICE_KINDS[kind] ?? 'leak_sensor',
      'bldg.device.id': unit * DEVICE_KINDS.length + kind + 1,
      'bldg.hub.id': Math.floor(unit / 4) + 1,
      'bldg.building.id': unit < 12 ? 1 : 2,
    };
  });
}

function viewOf(input: CardinalityInput): ViewOptions {
  const view = { instrumentName: COUNTER, aggregationCardinalityLimit: input.limit };
  switch (input.view) {
    case 'none':
      return view;
    case 'allow-list':
      return { ...view, attributesProcessors: [createAllowListAttributesProcessor([...input.keep])] };
    case 'drop':
      return { instrumentName: COUNTER, aggregation: { type: AggregationType.DROP } };
  }
}

/** A real counter under a real view. What is beyond the limit lands in the overflow point. */
async function countLeaks(leaks: readonly Leak[], view: ViewOptions): Promise<ResourceMetrics> {
  const reader = new OnDemandReader();
  const provider = new MeterProvider({
    resource: serviceResource(SERVICE),
    readers: [reader],
    views: [view],
  });
  const counter = provider.getMeter(SCOPE_NAME).createCounter(COUNTER, {
    description: 'Leaks, by everything the author could think of',
    unit: '{leak}',
    valueType: ValueType.INT,
  });
  for (const leak of leaks) counter.add(1, pick(leak, LEAK_ATTRIBUTES));
  const { resourceMetrics } = await reader.collect();
  await provider.shutdown();
  return resourceMetrics;
}

function read({ scopeMetrics }: ResourceMetrics): CounterReading {
  let [total, leakSensors, overflow, points] = [0, 0, 0, 0];
  for (const { metrics } of scopeMetrics)
    for (const { dataPoints } of metrics)
      for (const { attributes, value } of dataPoints) {
        if (typeof value !== 'number') continue;
        points++;
        total += value;
        if (attributes['bldg.device.kind'] === 'leak_sensor') leakSensors += value;
        if (attributes['otel.metric.overflow'] === true) overflow += value;
      }
  return { total, leakSensors, overflow, points };
}

async function emitSpans(
  leaks: readonly Leak[],
  { spanAttributes }: CardinalityInput,
  run: RunRef | undefined,
  deps: LabDeps,
): Promise<void> {
  const { service, publish } = collectedServices(run, deps);
  const telemetry = service(SERVICE);
  const context = withRun(ROOT_CONTEXT, run);
  for (const [n, leak] of leaks.entries()) {
    const attributes = { ...bldgAttributes({ 'bldg.event.kind': 'leak' }), ...pick(leak, spanAttributes) };
    telemetry.tracer.startSpan('record leak', { kind: SpanKind.INTERNAL, attributes }, context).end();
    if (n % BREATH === BREATH - 1) {
      publish();
      await contextApi.with(context, () => delay(deps.clock, 0));
    }
  }
  publish();
  await telemetry.shutdown();
}

const pick = (leak: Leak, names: readonly (keyof Leak)[]): Attributes =>
  Object.fromEntries(names.map((name) => [name, leak[name]]));
