/** What is held against a registry: signals, as plain values. */
import type { Attributes } from '@opentelemetry/api';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { DataPointType, type MetricData, type ResourceMetrics } from '@opentelemetry/sdk-metrics';
import type { ReadableSpan } from '@opentelemetry/sdk-trace';
import { type Instrument, SPAN_KINDS, type SpanKindName } from './registry.ts';

/** Whatever a program has set: its types are gone when it runs. */
export type SampleAttributes = Readonly<Record<string, unknown>>;

export interface SpanSample {
  readonly type: 'span';
  readonly name: string;
  readonly kind: SpanKindName;
  readonly statusMessage: string;
  readonly attributes: SampleAttributes;
  readonly events: readonly { readonly name: string; readonly attributes: SampleAttributes }[];
}
export interface LogSample {
  readonly type: 'log';
  /** Empty for a record that is no event. */
  readonly name: string;
  readonly body: unknown;
  readonly attributes: SampleAttributes;
}
export interface MetricSample {
  readonly type: 'metric';
  readonly name: string;
  readonly unit: string;
  readonly instrument: Instrument;
  /** Of each point, its attributes. */
  readonly points: readonly SampleAttributes[];
}
export type Sample = SpanSample | LogSample | MetricSample;

export function spanSample({ name, kind, status, attributes, events }: ReadableSpan): SpanSample {
  return {
    type: 'span',
    name,
    kind: SPAN_KINDS[kind] ?? 'internal',
    statusMessage: status.message ?? '',
    attributes,
    events: events.map((event) => ({ name: event.name, attributes: event.attributes ?? {} })),
  };
}

export function logSample({ eventName = '', body, attributes }: ReadableLogRecord): LogSample {
  return { type: 'log', name: eventName, body, attributes };
}

export function metricSamples({ scopeMetrics }: ResourceMetrics): readonly MetricSample[] {
  return scopeMetrics.flatMap(({ metrics }) =>
    metrics.map((metric) => ({
      type: 'metric' as const,
      name: metric.descriptor.name,
      unit: metric.descriptor.unit,
      instrument: instrumentOf(metric),
      points: metric.dataPoints.map(({ attributes }: { readonly attributes: Attributes }) => attributes),
    })),
  );
}

function instrumentOf(metric: MetricData): Instrument {
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'updowncounter';
  return metric.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram';
}
