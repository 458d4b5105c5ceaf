/** The points of metrics. opentelemetry-proto 1.11.0: metrics/v1/metrics.proto. */
import type { PbfReader } from 'pbf';
import type {
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpKeyValue,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import { readKeyValue } from './common.ts';
import {
  type Draft,
  double,
  doubleList,
  fixed64,
  fixed64List,
  readMessage,
  sfixed64,
  sint,
  uint64List,
} from './wire.ts';

export function readNumberPoint(pbf: PbfReader): OtlpNumberPoint {
  const attributes: OtlpKeyValue[] = [];
  const point: Draft<OtlpNumberPoint> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.asDouble = double(pbf);
    else if (field === 6) point.asInt = sfixed64(pbf);
    else if (field === 7) attributes.push(readKeyValue(pbf));
  });
  return point;
}

export function readHistogramPoint(pbf: PbfReader): OtlpHistogramPoint {
  const attributes: OtlpKeyValue[] = [];
  const bucketCounts: string[] = [];
  const explicitBounds: number[] = [];
  const point: Draft<OtlpHistogramPoint> = { attributes, bucketCounts, explicitBounds };
  readMessage(pbf, (field) => {
    if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.count = fixed64(pbf);
    else if (field === 5) point.sum = double(pbf);
    else if (field === 6) fixed64List(pbf, bucketCounts);
    else if (field === 7) doubleList(pbf, explicitBounds);
    else if (field === 9) attributes.push(readKeyValue(pbf));
    else if (field === 11) point.min = double(pbf);
    else if (field === 12) point.max = double(pbf);
  });
  return point;
}

export function readExponentialPoint(pbf: PbfReader): OtlpExponentialPoint {
  const attributes: OtlpKeyValue[] = [];
  const point: Draft<OtlpExponentialPoint> = { attributes };
  readMessage(pbf, (field) => {
    if (field === 1) attributes.push(readKeyValue(pbf));
    else if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.count = fixed64(pbf);
    else if (field === 5) point.sum = double(pbf);
    else if (field === 6) point.scale = sint(pbf);
    else if (field === 7) point.zeroCount = fixed64(pbf);
    else if (field === 8) point.positive = readBuckets(pbf);
    else if (field === 9) point.negative = readBuckets(pbf);
    else if (field === 12) point.min = double(pbf);
    else if (field === 13) point.max = double(pbf);
  });
  return point;
}

function readBuckets(pbf: PbfReader): OtlpExponentialBuckets {
  const bucketCounts: string[] = [];
  const buckets: Draft<OtlpExponentialBuckets> = { bucketCounts };
  readMessage(pbf, (field) => {
    if (field === 1) buckets.offset = sint(pbf);
    else if (field === 2) uint64List(pbf, bucketCounts);
  });
  return buckets;
}
