/** One instrument's points of one resource and scope, back to OTLP/JSON: cumulative, whatever temporality they came with. */
import { toJsonDouble } from './any-value.ts';
import { toOtlpExemplar } from './exemplars.ts';
import type { Buckets } from './exponential-buckets.ts';
import type { Instrument, StoredPoint } from './metric-table.ts';
import type {
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpNumberPoint,
} from './otlp-json.ts';
import type { SpanStore } from './span-store.ts';

const CUMULATIVE = 2;

export function toOtlpMetric(
  store: SpanStore,
  instrument: Instrument,
  points: readonly StoredPoint[],
): OtlpMetric {
  const { name, unit, description, monotonic, type } = instrument;
  const head = { name, unit, description };
  const aggregationTemporality = CUMULATIVE;
  switch (type) {
    case 'gauge':
      return { ...head, gauge: { dataPoints: points.map((point) => toNumberPoint(store, point)) } };
    case 'sum': {
      const dataPoints = points.map((point) => toNumberPoint(store, point));
      return { ...head, sum: { dataPoints, aggregationTemporality, isMonotonic: monotonic } };
    }
    case 'histogram': {
      const dataPoints = points.map((point) => toHistogramPoint(store, point));
      return { ...head, histogram: { dataPoints, aggregationTemporality } };
    }
    case 'exponential-histogram': {
      const dataPoints = points.map((point) => toExponentialPoint(store, point));
      return { ...head, exponentialHistogram: { dataPoints, aggregationTemporality } };
    }
  }
}

function toPointHead(
  store: SpanStore,
  { startNs, timeNs, attributeStart, attributeCount, exemplars }: StoredPoint,
) {
  return {
    attributes: store.attributes.toOtlp(attributeStart, attributeCount),
    ...(Number.isNaN(startNs) ? {} : { startTimeUnixNano: store.time.format(startNs) }),
    ...(Number.isNaN(timeNs) ? {} : { timeUnixNano: store.time.format(timeNs) }),
    ...(exemplars.length === 0
      ? {}
      : { exemplars: exemplars.map((exemplar) => toOtlpExemplar(store.time, exemplar)) }),
  };
}

function toNumberPoint(store: SpanStore, point: StoredPoint): OtlpNumberPoint {
  const { value } = point;
  const isInt = value.type === 'number' && value.isInt;
  return {
    ...toPointHead(store, point),
    ...(isInt ? { asInt: String(BigInt(value.value)) } : { asDouble: toJsonDouble(value.value) }),
  };
}

function toHistogramPoint(store: SpanStore, point: StoredPoint): OtlpHistogramPoint {
  if (point.value.type !== 'histogram') return toPointHead(store, point);
  const { bounds, bucketCounts } = point.value;
  return { ...toTotals(store, point), explicitBounds: bounds, bucketCounts: bucketCounts.map(String) };
}

function toExponentialPoint(store: SpanStore, point: StoredPoint): OtlpExponentialPoint {
  const exponential = point.value.type === 'histogram' ? point.value.exponential : undefined;
  if (!exponential) return toTotals(store, point);
  const { scale, zeroCount, positive, negative } = exponential;
  return {
    ...toTotals(store, point),
    scale,
    zeroCount: String(zeroCount),
    positive: toBuckets(positive),
    negative: toBuckets(negative),
  };
}

function toTotals(store: SpanStore, point: StoredPoint) {
  const { value } = point;
  if (value.type !== 'histogram') return toPointHead(store, point);
  return {
    ...toPointHead(store, point),
    count: String(value.count),
    sum: toJsonDouble(value.value),
    ...(value.min === undefined ? {} : { min: toJsonDouble(value.min) }),
    ...(value.max === undefined ? {} : { max: toJsonDouble(value.max) }),
  };
}

function toBuckets({ offset, counts }: Buckets): OtlpExponentialBuckets {
  return { offset, bucketCounts: counts.map(String) };
}
