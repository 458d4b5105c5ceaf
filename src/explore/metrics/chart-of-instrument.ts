/**
 * Which lines an instrument is drawn as. A counter: how fast it grew between two reports. A gauge, or a sum that goes both
 * ways: its values. A histogram of either kind: percentiles of what was recorded between two reports.
 */
import { percentile } from '../../trace/checks/percentile.ts';
import type { MetricPoint } from '../../trace/model/types.ts';
import type { ChartData } from '../charts/draw-chart.ts';
import type { HistoryPoint, InstrumentHistory, MetricStream } from './metric-history.ts';

const PERCENTILES = [0.5, 0.95, 0.99] as const;
const MAX_STREAMS = 12;

export function chartOfInstrument({ metric, streams }: InstrumentHistory): ChartData {
  const isHistogram = metric.type === 'histogram' || metric.type === 'exponential-histogram';
  const isCounter = metric.type === 'sum' && metric.monotonic;
  const lines = isHistogram
    ? PERCENTILES.map((p) => ({ label: `p${Math.round(p * 100)}`, values: percentileLine(streams, p) }))
    : streams
        .slice(0, MAX_STREAMS)
        .map((stream) => ({ label: stream.label, values: isCounter ? growth(stream) : values(stream) }));
  const times = [...new Set(lines.flatMap((line) => [...line.values.keys()]))].sort((a, b) => a - b);
  return {
    times: times.map((unixMs) => unixMs / 1e3),
    unit: isCounter ? `${perSecond(metric.unit)}` : metric.unit,
    series: lines.map(({ label, values: of }) => ({
      label,
      points: times.map((unixMs) => of.get(unixMs) ?? null),
    })),
  };
}

type Line = ReadonlyMap<number, number>;

function values({ points }: MetricStream): Line {
  return new Map(points.map(({ unixMs, point }) => [unixMs, point.value] as const));
}

/** A counter that fell was started anew: then all it says is growth. The first report alone says nothing about speed. */
function growth({ points }: MetricStream): Line {
  const line = new Map<number, number>();
  for (const [index, { unixMs, point }] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) continue;
    const seconds = (unixMs - before.unixMs) / 1e3;
    const grown = point.value >= before.point.value ? point.value - before.point.value : point.value;
    if (seconds > 0) line.set(unixMs, grown / seconds);
  }
  return line;
}

/** Of all streams together, where they have the same buckets. */
function percentileLine(streams: readonly MetricStream[], p: number): Line {
  const byTime = new Map<number, MetricPoint[]>();
  for (const { points } of streams) {
    for (const [index, { unixMs }] of points.entries()) {
      const recorded = between(points, index);
      if ((recorded.count ?? 0) > 0) byTime.set(unixMs, [...(byTime.get(unixMs) ?? []), recorded]);
    }
  }
  const line = new Map<number, number>();
  for (const [unixMs, points] of byTime) {
    const value = percentile(points, p);
    if (value !== undefined && Number.isFinite(value)) line.set(unixMs, value);
  }
  return line;
}

/** What came in since the report before; since the start, for the first, and where the buckets changed. */
function between(points: readonly HistoryPoint[], index: number): MetricPoint {
  const { point } = points[index] as HistoryPoint;
  const before = points[index - 1]?.point;
  const isComparable =
    before?.bucketCounts !== undefined &&
    (before.count ?? 0) <= (point.count ?? 0) &&
    before.bounds?.length === point.bounds?.length &&
    before.bounds?.every((bound, place) => bound === point.bounds?.[place]) === true;
  if (!isComparable) return point;
  return {
    ...point,
    count: (point.count ?? 0) - (before.count ?? 0),
    bucketCounts: (point.bucketCounts ?? []).map(
      (count, place) => count - (before.bucketCounts?.[place] ?? 0),
    ),
  };
}

function perSecond(unit: string): string {
  return unit === '' || unit === '1' || unit.startsWith('{') ? '1/s' : `${unit}/s`;
}
