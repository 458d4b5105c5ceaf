/** What is drawn of streams: a value for each moment at which one was reported. Times are Unix milliseconds. */
import { mergedHistogram, recordedSince } from '../../trace/analysis/common-buckets.ts';
import { percentile } from '../../trace/checks/percentile.ts';
import type { MetricPoint } from '../../trace/model/types.ts';
import type { ChartData } from '../charts/draw-chart.ts';
import type { HistoryPoint, MetricStream } from './metric-history.ts';

export type Line = ReadonlyMap<number, number>;
export interface LabelledLine {
  readonly label: string;
  readonly values: Line;
}

export function valueLine({ points }: MetricStream): Line {
  return new Map(points.map(({ unixMs, point }) => [unixMs, point.value] as const));
}

/**
 * How fast something that is counted grew, a second, from one report to the next. A counter that fell was started anew:
 * then all it says is growth. The first report alone says nothing about speed.
 */
export function growthLine(
  { points }: MetricStream,
  countOf: (point: MetricPoint) => number = ({ value }) => value,
): Line {
  const line = new Map<number, number>();
  for (const [index, { unixMs, point }] of points.entries()) {
    const before = points[index - 1];
    if (before === undefined) continue;
    const seconds = (unixMs - before.unixMs) / 1e3;
    const [earlier, now] = [countOf(before.point), countOf(point)];
    if (seconds > 0) line.set(unixMs, (now >= earlier ? now - earlier : now) / seconds);
  }
  return line;
}

/** Of all streams together. */
export function percentileLines(
  streams: readonly MetricStream[],
  percentiles: readonly number[],
): readonly LabelledLine[] {
  const byTime = new Map<number, MetricPoint[]>();
  for (const { points } of streams) {
    for (const [index, { unixMs }] of points.entries()) {
      const recorded = recordedBetween(points, index);
      if ((recorded.count ?? 0) === 0) continue;
      const known = byTime.get(unixMs);
      if (known === undefined) byTime.set(unixMs, [recorded]);
      else known.push(recorded);
    }
  }
  const merged = [...byTime].flatMap(([unixMs, points]) => {
    const all = mergedHistogram(points);
    return all === undefined ? [] : [[unixMs, all] as const];
  });
  return percentiles.map((p) => ({
    label: `p${Math.round(p * 100)}`,
    values: new Map(
      merged.flatMap(([unixMs, all]) => {
        const value = percentile([all], p);
        return value === undefined || !Number.isFinite(value) ? [] : [[unixMs, value] as const];
      }),
    ),
  }));
}

/** Several lines as one. Services report some milliseconds apart: a second is one moment. */
export function sumLine(lines: readonly Line[]): Line {
  const sum = new Map<number, number>();
  for (const line of lines) {
    for (const [unixMs, value] of line) {
      const second = Math.round(unixMs / 1e3) * 1e3;
      sum.set(second, (sum.get(second) ?? 0) + value);
    }
  }
  return sum;
}

export function chartOf(lines: readonly LabelledLine[], unit: string): ChartData {
  const times = [...new Set(lines.flatMap(({ values }) => [...values.keys()]))].sort((a, b) => a - b);
  return {
    times: times.map((unixMs) => unixMs / 1e3),
    unit,
    series: lines.map(({ label, values }) => ({
      label,
      points: times.map((unixMs) => values.get(unixMs) ?? null),
    })),
  };
}

/** Since the report before; since the start, for the first, and for one that was started anew. */
function recordedBetween(points: readonly HistoryPoint[], index: number): MetricPoint {
  const { point } = points[index] as HistoryPoint;
  const before = points[index - 1]?.point;
  return (before && recordedSince(before, point)) ?? point;
}
