/**
 * The metrics of a run that several replicas measured, as one process would have measured them: what is the same but for
 * `service.instance.id` is added up. Gauges say the newest; what cannot be added stands beside the other.
 */
import type {
  OtlpHistogramPoint,
  OtlpKeyValue,
  OtlpMetric,
  OtlpMetrics,
  OtlpNumberPoint,
} from '../../src/trace/model/otlp-json.ts';

type Services = NonNullable<OtlpMetrics['resourceMetrics']>;
type Scopes = NonNullable<Services[number]['scopeMetrics']>;

/** Bodies in OTLP/JSON, empty ones for nothing; the answer likewise. */
export function mergeMetrics(bodies: readonly string[]): string {
  const [only, ...others] = bodies.filter((body) => body !== '');
  if (only === undefined) return '';
  const services = [only, ...others].flatMap((body) => servicesIn(body));
  if (others.length === 0 && !services.some(({ resource }) => resource?.attributes?.some(isInstance)))
    return only;
  const merged = grouped(
    services,
    ({ resource }) => keyOf(withoutInstance(resource?.attributes)),
    (same) => ({
      resource: { ...same[0].resource, attributes: withoutInstance(same[0].resource?.attributes) },
      scopeMetrics: mergedScopes(same.flatMap(({ scopeMetrics = [] }) => scopeMetrics)),
    }),
  );
  return JSON.stringify({ resourceMetrics: merged });
}

function servicesIn(body: string): Services {
  try {
    return (JSON.parse(body) as OtlpMetrics).resourceMetrics ?? [];
  } catch {
    return [];
  }
}

const isInstance = ({ key }: OtlpKeyValue): boolean => key === 'service.instance.id';
const withoutInstance = (attributes: readonly OtlpKeyValue[] = []): OtlpKeyValue[] =>
  attributes.filter((attribute) => !isInstance(attribute));

const mergedScopes = (scopes: Scopes): Scopes =>
  grouped(
    scopes,
    ({ scope }) => JSON.stringify([scope?.name, scope?.version]),
    (same) => ({
      ...same[0],
      metrics: grouped(
        same.flatMap(({ metrics = [] }) => metrics),
        (metric) => JSON.stringify([metric.name, metric.unit, kindOf(metric)]),
        mergedMetric,
      ),
    }),
  );

const kindOf = ({ sum, histogram, gauge }: OtlpMetric): string =>
  sum ? 'sum' : histogram ? 'histogram' : gauge ? 'gauge' : 'exponentialHistogram';

function mergedMetric(same: NonEmpty<OtlpMetric>): OtlpMetric {
  const [metric] = same;
  if (same.length === 1) return metric;
  if (metric.sum) {
    const points = same.flatMap(({ sum }) => sum?.dataPoints ?? []);
    return { ...metric, sum: { ...metric.sum, dataPoints: byAttributes(points, addedNumbers) } };
  }
  if (metric.gauge) {
    const points = same.flatMap(({ gauge }) => gauge?.dataPoints ?? []);
    return { ...metric, gauge: { dataPoints: byAttributes(points, newer) } };
  }
  if (metric.histogram) {
    const points = same.flatMap(({ histogram }) => histogram?.dataPoints ?? []);
    return {
      ...metric,
      histogram: { ...metric.histogram, dataPoints: byAttributes(points, addedHistograms) },
    };
  }
  const points = same.flatMap(({ exponentialHistogram }) => exponentialHistogram?.dataPoints ?? []);
  return { ...metric, exponentialHistogram: { ...metric.exponentialHistogram, dataPoints: points } };
}

/** Two points that cannot be added stay two: `add` answers undefined. */
function byAttributes<Point extends OtlpNumberPoint | OtlpHistogramPoint>(
  points: readonly Point[],
  add: (one: Point, other: Point) => Point | undefined,
): Point[] {
  return grouped(
    points,
    ({ attributes }) => keyOf(attributes),
    ([first, ...rest]) => {
      let sum = first;
      const apart: Point[] = [];
      for (const point of rest) {
        const added = add(sum, point);
        if (added === undefined) apart.push(point);
        else sum = added;
      }
      return [sum, ...apart];
    },
  ).flat();
}

function addedNumbers(one: OtlpNumberPoint, other: OtlpNumberPoint): OtlpNumberPoint {
  const times = spanOf(one, other);
  if (one.asInt !== undefined && other.asInt !== undefined)
    return { ...one, ...times, asInt: Number(one.asInt) + Number(other.asInt) };
  const { asInt: _, ...rest } = one;
  return { ...rest, ...times, asDouble: numberIn(one) + numberIn(other) };
}
const numberIn = ({ asInt, asDouble }: OtlpNumberPoint): number => Number(asInt ?? asDouble ?? 0);

const newer = (one: OtlpNumberPoint, other: OtlpNumberPoint): OtlpNumberPoint =>
  nanosOf(other.timeUnixNano) > nanosOf(one.timeUnixNano) ? other : one;

function addedHistograms(one: OtlpHistogramPoint, other: OtlpHistogramPoint): OtlpHistogramPoint | undefined {
  const { bucketCounts = [], explicitBounds = [] } = one;
  const { bucketCounts: otherCounts = [], explicitBounds: otherBounds = [] } = other;
  if (JSON.stringify(explicitBounds) !== JSON.stringify(otherBounds)) return undefined;
  if (bucketCounts.length !== otherCounts.length) return undefined;
  const least = extreme(Math.min, one.min, other.min);
  const most = extreme(Math.max, one.max, other.max);
  return {
    ...one,
    ...spanOf(one, other),
    count: Number(one.count ?? 0) + Number(other.count ?? 0),
    sum: Number(one.sum ?? 0) + Number(other.sum ?? 0),
    ...(least !== undefined && { min: least }),
    ...(most !== undefined && { max: most }),
    bucketCounts: bucketCounts.map((count, at) => Number(count) + Number(otherCounts[at] ?? 0)),
  };
}

function extreme(
  of: (one: number, other: number) => number,
  one: number | string | undefined,
  other: number | string | undefined,
): number | undefined {
  if (one === undefined || other === undefined) {
    const known = one ?? other;
    return known === undefined ? undefined : Number(known);
  }
  return of(Number(one), Number(other));
}

/** From the earlier start to the later time. */
function spanOf(one: OtlpNumberPoint | OtlpHistogramPoint, other: OtlpNumberPoint | OtlpHistogramPoint) {
  const earlier = nanosOf(other.startTimeUnixNano) < nanosOf(one.startTimeUnixNano) ? other : one;
  const later = nanosOf(other.timeUnixNano) > nanosOf(one.timeUnixNano) ? other : one;
  return {
    ...(earlier.startTimeUnixNano !== undefined && { startTimeUnixNano: earlier.startTimeUnixNano }),
    ...(later.timeUnixNano !== undefined && { timeUnixNano: later.timeUnixNano }),
  };
}
const nanosOf = (time: string | number | undefined): bigint => BigInt(time ?? 0);

const keyOf = (attributes: readonly OtlpKeyValue[] = []): string =>
  JSON.stringify(
    attributes.map(({ key, value }) => [key, value]).sort(([a], [b]) => (`${a}` < `${b}` ? -1 : 1)),
  );

type NonEmpty<T> = readonly [T, ...T[]];

/** In the order in which each group was first met. */
function grouped<T, Merged>(
  items: readonly T[],
  key: (item: T) => string,
  merge: (same: NonEmpty<T>) => Merged,
): Merged[] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const name = key(item);
    const group = groups.get(name);
    if (group === undefined) groups.set(name, [item]);
    else group.push(item);
  }
  return [...groups.values()].map(merge);
}
