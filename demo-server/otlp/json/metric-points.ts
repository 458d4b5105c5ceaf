/** The points of metrics in OTLP/JSON. */
import type {
  OtlpExemplar,
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import { attributes, double, finite, int, int64, list, message, text, unixNano } from './read.ts';

const exemplars = list(
  message<OtlpExemplar>({
    filteredAttributes: attributes,
    timeUnixNano: unixNano,
    asDouble: double,
    asInt: int64,
    spanId: text,
    traceId: text,
  }),
);
const times = { attributes, startTimeUnixNano: unixNano, timeUnixNano: unixNano, exemplars };
const distribution = { ...times, count: int64, sum: double, min: double, max: double };

export const numberPoint = message<OtlpNumberPoint>({ ...times, asDouble: double, asInt: int64 });

export const histogramPoint = message<OtlpHistogramPoint>({
  ...distribution,
  bucketCounts: list(int64),
  explicitBounds: list(finite),
});

const buckets = message<OtlpExponentialBuckets>({ offset: int, bucketCounts: list(int64) });
export const exponentialPoint = message<OtlpExponentialPoint>({
  ...distribution,
  scale: int,
  zeroCount: int64,
  positive: buckets,
  negative: buckets,
});
