/**
 * `ExportMetricsServiceRequest` down to the instrument; the points are in `metric-points.ts`. A summary has no place in
 * our shapes: its metric arrives without data, and is refused as such.
 *
 * opentelemetry-proto 1.11.0: metrics/v1/metrics.proto.
 */
import { PbfReader } from 'pbf';
import type {
  OtlpExponentialPoint,
  OtlpHistogramPoint,
  OtlpMetric,
  OtlpMetrics,
  OtlpNumberPoint,
} from '../../../src/trace/model/otlp-json.ts';
import { readResource, readScope } from './common.ts';
import { readExponentialPoint, readHistogramPoint, readNumberPoint } from './metric-points.ts';
import { type Draft, readFields, readMessage, text, uint } from './wire.ts';

type ResourceMetrics = NonNullable<OtlpMetrics['resourceMetrics']>[number];
type ScopeMetrics = NonNullable<ResourceMetrics['scopeMetrics']>[number];

/** Throws when the bytes are no such message. */
export function decodeMetrics(body: Uint8Array): OtlpMetrics {
  const pbf = new PbfReader(body);
  const resourceMetrics: ResourceMetrics[] = [];
  readFields(pbf, pbf.length, (field) => {
    if (field === 1) resourceMetrics.push(readResourceMetrics(pbf));
  });
  return { resourceMetrics };
}

function readResourceMetrics(pbf: PbfReader): ResourceMetrics {
  const scopeMetrics: ScopeMetrics[] = [];
  const group: Draft<ResourceMetrics> = { scopeMetrics };
  readMessage(pbf, (field) => {
    if (field === 1) group.resource = readResource(pbf);
    else if (field === 2) scopeMetrics.push(readScopeMetrics(pbf));
  });
  return group;
}

function readScopeMetrics(pbf: PbfReader): ScopeMetrics {
  const metrics: OtlpMetric[] = [];
  const group: Draft<ScopeMetrics> = { metrics };
  readMessage(pbf, (field) => {
    if (field === 1) group.scope = readScope(pbf);
    else if (field === 2) metrics.push(readMetric(pbf));
  });
  return group;
}

function readMetric(pbf: PbfReader): OtlpMetric {
  const metric: Draft<OtlpMetric> = {};
  readMessage(pbf, (field) => {
    if (field === 1) metric.name = text(pbf);
    else if (field === 2) metric.description = text(pbf);
    else if (field === 3) metric.unit = text(pbf);
    else if (field === 5) metric.gauge = { dataPoints: readData(pbf, readNumberPoint).dataPoints };
    else if (field === 7) metric.sum = readSum(pbf);
    else if (field === 9) metric.histogram = withoutMonotony(readData(pbf, readHistogramPoint));
    else if (field === 10) metric.exponentialHistogram = withoutMonotony(readData(pbf, readExponentialPoint));
  });
  return metric;
}

interface Data<P> {
  readonly dataPoints: readonly P[];
  readonly aggregationTemporality: number;
  readonly isMonotonic: boolean;
}

/** Gauge, Sum, Histogram and ExponentialHistogram number their fields alike. */
function readData<P extends OtlpNumberPoint | OtlpHistogramPoint | OtlpExponentialPoint>(
  pbf: PbfReader,
  readPoint: (pbf: PbfReader) => P,
): Data<P> {
  const dataPoints: P[] = [];
  const data: Draft<Data<P>> = { dataPoints, aggregationTemporality: 0, isMonotonic: false };
  readMessage(pbf, (field) => {
    if (field === 1) dataPoints.push(readPoint(pbf));
    else if (field === 2) data.aggregationTemporality = uint(pbf);
    else if (field === 3) data.isMonotonic = uint(pbf) !== 0;
  });
  return data;
}

const readSum = (pbf: PbfReader): Data<OtlpNumberPoint> => readData(pbf, readNumberPoint);
const withoutMonotony = <P>({ dataPoints, aggregationTemporality }: Data<P>) => ({
  dataPoints,
  aggregationTemporality,
});
