/** The points of metrics. opentelemetry-proto 1.11.0: metrics/v1/metrics.proto. */
import type {
  OtlpExemplar,
  OtlpExponentialBuckets,
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpKeyValue,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import { grown, readAttribute } from './common.ts';
import type { ValueReader } from './value-reader.ts';
import {
  boundList,
  type Draft,
  double,
  fixed64,
  fixed64List,
  id,
  readMessage,
  sfixed64,
  sint,
  uint64List,
} from './wire.ts';

export function readNumberPoint(pbf: ValueReader): OtlpNumberPoint {
  const attributes: OtlpKeyValue[] = [];
  const exemplars: OtlpExemplar[] = [];
  const point: Draft<OtlpNumberPoint> = { exemplars, attributes };
  readMessage(pbf, (field) => {
    if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.asDouble = double(pbf);
    else if (field === 6) point.asInt = sfixed64(pbf);
    else if (field === 7) attributes.push(readAttribute(pbf));
    else if (field === 5) exemplars.push(readExemplar(pbf));
  });
  return point;
}

export function readHistogramPoint(pbf: ValueReader): OtlpHistogramPoint {
  const attributes: OtlpKeyValue[] = [];
  const bucketCounts: string[] = [];
  const explicitBounds: number[] = [];
  const exemplars: OtlpExemplar[] = [];
  const point: Draft<OtlpHistogramPoint> = { exemplars, attributes, bucketCounts, explicitBounds };
  readMessage(pbf, (field) => {
    if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.count = fixed64(pbf);
    else if (field === 5) point.sum = double(pbf);
    else if (field === 6) fixed64List(pbf, bucketCounts);
    else if (field === 7) boundList(pbf, explicitBounds);
    else if (field === 9) attributes.push(readAttribute(pbf));
    else if (field === 11) point.min = double(pbf);
    else if (field === 12) point.max = double(pbf);
    else if (field === 8) exemplars.push(readExemplar(pbf));
  });
  return point;
}

export function readExponentialPoint(pbf: ValueReader): OtlpExponentialPoint {
  const attributes: OtlpKeyValue[] = [];
  const exemplars: OtlpExemplar[] = [];
  const point: Draft<OtlpExponentialPoint> = { exemplars, attributes };
  readMessage(pbf, (field) => {
    if (field === 1) attributes.push(readAttribute(pbf));
    else if (field === 2) point.startTimeUnixNano = fixed64(pbf);
    else if (field === 3) point.timeUnixNano = fixed64(pbf);
    else if (field === 4) point.count = fixed64(pbf);
    else if (field === 5) point.sum = double(pbf);
    else if (field === 6) point.scale = sint(pbf);
    else if (field === 7) point.zeroCount = fixed64(pbf);
    else if (field === 8) point.positive = readBuckets(pbf, point.positive);
    else if (field === 9) point.negative = readBuckets(pbf, point.negative);
    else if (field === 12) point.min = double(pbf);
    else if (field === 13) point.max = double(pbf);
    else if (field === 11) exemplars.push(readExemplar(pbf));
  });
  return point;
}

function readExemplar(pbf: ValueReader): OtlpExemplar {
  const filteredAttributes: OtlpKeyValue[] = [];
  const exemplar: Draft<OtlpExemplar> = { filteredAttributes };
  readMessage(pbf, (field) => {
    if (field === 2) exemplar.timeUnixNano = fixed64(pbf);
    else if (field === 3) exemplar.asDouble = double(pbf);
    else if (field === 4) exemplar.spanId = id(pbf);
    else if (field === 5) exemplar.traceId = id(pbf);
    else if (field === 6) exemplar.asInt = sfixed64(pbf);
    else if (field === 7) filteredAttributes.push(readAttribute(pbf));
  });
  return exemplar;
}

function readBuckets(pbf: ValueReader, before?: OtlpExponentialBuckets): OtlpExponentialBuckets {
  const bucketCounts = grown(before?.bucketCounts);
  const buckets: Draft<OtlpExponentialBuckets> = { ...before, bucketCounts };
  readMessage(pbf, (field) => {
    if (field === 1) buckets.offset = sint(pbf);
    else if (field === 2) uint64List(pbf, bucketCounts);
  });
  return buckets;
}
