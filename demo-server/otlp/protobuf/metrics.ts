/**
 * `ExportMetricsServiceRequest` down to the instrument; the points are in `metric-points.ts`. A summary has no place in
 * our shapes: its metric arrives without data, and is refused as such.
 *
 * opentelemetry-proto 1.11.0: metrics/v1/metrics.proto.
 */
import type { OtlpMetric, OtlpMetrics } from '../../../src/trace/model/otlp-json.ts';
import type { Findings } from '../findings.ts';
import { grown } from './common.ts';
import { readExponentialPoint, readHistogramPoint, readNumberPoint } from './metric-points.ts';
import { readRequest } from './request.ts';
import type { ValueReader } from './value-reader.ts';
import { bool, type Draft, readAlone, readMessage, text, uint } from './wire.ts';

/** Throws when the bytes are no such message. */
export function decodeMetrics(body: Uint8Array, findings: Findings): OtlpMetrics {
  const metric = (pbf: ValueReader) => readMetric(pbf, findings);
  const resourceMetrics = readRequest(body, 'metric', metric, findings).map(({ scopes, ...group }) => ({
    ...group,
    scopeMetrics: scopes.map(({ records, ...scope }) => ({ ...scope, metrics: records })),
  }));
  return { resourceMetrics };
}

type Head = Pick<OtlpMetric, 'name' | 'description' | 'unit'>;
type Data = Omit<OtlpMetric, keyof Head>;

/** Of its alternatives the last one counts; one that comes in pieces is one. */
function readMetric(pbf: ValueReader, findings: Findings): OtlpMetric {
  const head: Draft<Head> = {};
  let data: Data = {};
  readMessage(pbf, (field) => {
    if (field === 1) head.name = text(pbf);
    else if (field === 2) head.description = text(pbf);
    else if (field === 3) head.unit = text(pbf);
    else if (field === 5)
      data = { gauge: { dataPoints: readData(pbf, readNumberPoint, findings, data.gauge).dataPoints } };
    else if (field === 7) data = { sum: readData(pbf, readNumberPoint, findings, data.sum) };
    else if (field === 9)
      data = { histogram: withoutMonotony(readData(pbf, readHistogramPoint, findings, data.histogram)) };
    else if (field === 10)
      data = {
        exponentialHistogram: withoutMonotony(
          readData(pbf, readExponentialPoint, findings, data.exponentialHistogram),
        ),
      };
  });
  return { ...head, ...data };
}

interface Points<P> {
  readonly dataPoints: readonly P[];
  readonly aggregationTemporality: number;
  readonly isMonotonic: boolean;
}

/** Gauge, Sum, Histogram and ExponentialHistogram number their fields alike. Points are records, and fail alone. */
function readData<P>(
  pbf: ValueReader,
  readPoint: (pbf: ValueReader) => P,
  findings: Findings,
  before: Partial<Points<P>> = {},
): Points<P> {
  const dataPoints = grown(before.dataPoints);
  const data: Draft<Points<P>> = { aggregationTemporality: 0, isMonotonic: false, ...before, dataPoints };
  const refuse = (reason: string) => findings.reject(`data point that cannot be read: ${reason}`);
  readMessage(pbf, (field) => {
    if (field === 1) {
      const point = readAlone(pbf, readPoint, refuse);
      if (point !== undefined) dataPoints.push(point);
    } else if (field === 2) data.aggregationTemporality = uint(pbf);
    else if (field === 3) data.isMonotonic = bool(pbf);
  });
  return data;
}

const withoutMonotony = <P>({ dataPoints, aggregationTemporality }: Points<P>) => ({
  dataPoints,
  aggregationTemporality,
});
