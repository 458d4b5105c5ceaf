/** The points of metrics in OTLP/JSON. */
import type {
  OtlpExemplar,
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import {
  attributes,
  double,
  exactList,
  int32,
  int64,
  list,
  message,
  type Read,
  text,
  uint64,
  unixNano,
} from './read.ts';

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
const distribution = { ...times, count: uint64, sum: double, min: double, max: double };

export const numberPoint = message<OtlpNumberPoint>({ ...times, asDouble: double, asInt: int64 });

const bound: Read<number> = (given, field, findings) => {
  const value = double(given, field, findings);
  return typeof value === 'number' ? value : undefined;
};
export const histogramPoint = message<OtlpHistogramPoint>({
  ...distribution,
  bucketCounts: exactList(uint64),
  explicitBounds: exactList(bound),
});

const buckets = message<OtlpExponentialBuckets>({ offset: int32, bucketCounts: exactList(uint64) });
export const exponentialPoint = message<OtlpExponentialPoint>({
  ...distribution,
  scale: int32,
  zeroCount: uint64,
  positive: buckets,
  negative: buckets,
});
