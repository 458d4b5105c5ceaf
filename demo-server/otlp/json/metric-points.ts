/** The points of metrics in OTLP/JSON. */
import type {
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import { attributes, double, finite, int, int64, list, message, unixNano } from './read.ts';

const times = { attributes, startTimeUnixNano: unixNano, timeUnixNano: unixNano };
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
