/**
 * What the instruments of several services say, put together by name: in one answer a name has one type, one help text
 * and one block of lines, whoever measured it. A service is told by its `job` label; all that is known of it is in
 * `target_info`, with the same label, to be joined.
 *
 * OpenTelemetry's own serializer for Prometheus writes one resource at a time, leaves units out of names, and has
 * neither OpenMetrics nor exemplars; a test holds both against each other.
 *
 * https://opentelemetry.io/docs/specs/otel/compatibility/prometheus_and_openmetrics/#resource-attributes-1
 */
import type { Attributes } from '@opentelemetry/api';
import type { Resource } from '@opentelemetry/resources';
import {
  type DataPoint,
  DataPointType,
  type Histogram,
  type MetricData,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import {
  ATTR_SERVICE_INSTANCE_ID,
  ATTR_SERVICE_NAME,
  ATTR_SERVICE_NAMESPACE,
} from '@opentelemetry/semantic-conventions';
import type { Exemplar, ExemplarReservoir } from '../telemetry/exemplars.ts';
import { type FamilyType, familyName, type Labels, labelsOf, unitWord } from './names.ts';

export interface MetricFamily {
  /** Without the suffixes of its samples. */
  readonly name: string;
  readonly help: string;
  /** Empty, or how the name ends. */
  readonly unit: string;
  readonly type: FamilyType;
  readonly samples: readonly Sample[];
}
export interface Sample {
  readonly suffix: '' | '_total' | '_bucket' | '_count' | '_sum' | '_info';
  readonly labels: Labels;
  readonly value: number;
  readonly exemplar?: Exemplar | undefined;
}
interface Growing extends MetricFamily {
  readonly samples: Sample[];
}
interface Origin {
  readonly job: Labels;
  readonly scope: Readonly<Record<string, string | undefined>>;
  readonly exemplars: (instrument: string, attributes: Attributes) => readonly Exemplar[];
}

/** By name. A metric whose name is taken by one of another type is left out. */
export function metricFamilies(
  services: readonly ResourceMetrics[],
  reservoir?: ExemplarReservoir,
): readonly MetricFamily[] {
  const families = new Map<string, Growing>();
  const target: Growing = {
    name: 'target',
    help: 'What is known of each service',
    unit: '',
    type: 'info',
    samples: [],
  };
  families.set(target.name, target);
  for (const { resource, scopeMetrics } of services) {
    const job = jobOf(resource.attributes);
    target.samples.push({ suffix: '_info', labels: withJob(job, targetLabels(resource)), value: 1 });
    for (const { scope, metrics } of scopeMetrics) {
      const scopeLabels = { 'otel.scope.name': scope.name, 'otel.scope.version': scope.version };
      const exemplars = (instrument: string, attributes: Attributes) =>
        reservoir?.of(resource, instrument, attributes) ?? [];
      for (const metric of metrics) addMetric(families, metric, { job, scope: scopeLabels, exemplars });
    }
  }
  return [...families.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
}

function addMetric(families: Map<string, Growing>, metric: MetricData, origin: Origin): void {
  const { name: instrument, unit, description } = metric.descriptor;
  const type = typeOf(metric);
  const name = familyName(instrument, unit, type);
  let family = families.get(name);
  if (family === undefined) {
    family = { name, help: description, unit: unitWord(unit, type), type, samples: [] };
    families.set(name, family);
  }
  if (family.type !== type) return;
  for (const sample of samplesOf(metric, origin)) family.samples.push(sample);
}

function typeOf(metric: MetricData): FamilyType {
  if (metric.dataPointType === DataPointType.SUM) return metric.isMonotonic ? 'counter' : 'gauge';
  return metric.dataPointType === DataPointType.GAUGE ? 'gauge' : 'histogram';
}

function* samplesOf(metric: MetricData, { job, scope, exemplars }: Origin): Generator<Sample> {
  const labelled = (attributes: Attributes) => withJob(job, labelsOf({ ...attributes, ...scope }));
  const { name } = metric.descriptor;
  switch (metric.dataPointType) {
    case DataPointType.SUM:
    case DataPointType.GAUGE: {
      const suffix = typeOf(metric) === 'counter' ? '_total' : '';
      for (const { attributes, value } of metric.dataPoints) {
        const exemplar = suffix === '' ? undefined : exemplars(name, attributes).at(-1);
        yield { suffix, labels: labelled(attributes), value, exemplar };
      }
      return;
    }
    case DataPointType.HISTOGRAM:
      for (const point of metric.dataPoints)
        yield* bucketSamples(point, labelled(point.attributes), exemplars(name, point.attributes));
      return;
    default:
      // Text has no exponential buckets: how much there was is told, not how it was spread.
      for (const { attributes, value } of metric.dataPoints) {
        const labels = labelled(attributes);
        yield { suffix: '_bucket', labels: [...labels, ['le', '+Inf']], value: value.count };
        yield* totals(labels, value.count, value.sum);
      }
  }
}

/** Buckets are counted from the bottom up: each holds those below it. */
function* bucketSamples(
  { value }: DataPoint<Histogram>,
  labels: Labels,
  exemplars: readonly Exemplar[],
): Generator<Sample> {
  const { boundaries, counts } = value.buckets;
  let below = 0;
  for (let bucket = 0; bucket < counts.length; bucket++) {
    below += counts[bucket] ?? 0;
    const low = boundaries[bucket - 1] ?? Number.NEGATIVE_INFINITY;
    const high = boundaries[bucket] ?? Number.POSITIVE_INFINITY;
    yield {
      suffix: '_bucket',
      labels: [...labels, ['le', boundText(high)]],
      value: below,
      exemplar: exemplars.findLast((exemplar) => exemplar.value > low && exemplar.value <= high),
    };
  }
  yield* totals(labels, value.count, value.sum);
}

function* totals(labels: Labels, count: number, sum: number | undefined): Generator<Sample> {
  yield { suffix: '_count', labels, value: count };
  if (sum !== undefined) yield { suffix: '_sum', labels, value: sum };
}

/** OpenMetrics wants bounds to look like numbers with a point; both formats read them so. */
function boundText(bound: number): string {
  if (bound === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isInteger(bound) && Math.abs(bound) < 1e15 ? `${bound}.0` : String(bound);
}

/** `job` is namespace and name, `instance` the id, where there is one: then Prometheus' own need not be made up. */
function jobOf(resource: Attributes): Labels {
  const name = text(resource[ATTR_SERVICE_NAME]);
  const namespace = text(resource[ATTR_SERVICE_NAMESPACE]);
  const instance = text(resource[ATTR_SERVICE_INSTANCE_ID]);
  const labels: [string, string][] = [['job', namespace === '' ? name : `${namespace}/${name}`]];
  if (instance !== '') labels.push(['instance', instance]);
  return labels;
}

/** An attribute of the measurement that has the name of the service's label gives way to it. */
function withJob(job: Labels, labels: Labels): Labels {
  const taken = new Set(job.map(([name]) => name));
  return [...job, ...labels.filter(([name]) => !taken.has(name))];
}

function targetLabels({ attributes }: Resource): Labels {
  const {
    [ATTR_SERVICE_NAME]: _name,
    [ATTR_SERVICE_NAMESPACE]: _namespace,
    [ATTR_SERVICE_INSTANCE_ID]: _id,
    ...rest
  } = attributes;
  return labelsOf(rest);
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
