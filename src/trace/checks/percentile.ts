/**
 * A percentile of a histogram: the buckets are walked until `p` of all values lie below, and the place inside the last
 * one is interpolated, as Prometheus does it.
 *
 *     bounds    10   25   50              p = 0.9 of 100 values: the 90th
 *     counts  40 | 30 | 25 | 5            40, 70, 95: in (25, 50], 20/25 of the way = 45
 */
import type { MetricPoint } from '../model/types.ts';

/** Undefined without values. Above the last bound a histogram does not know: infinity, unless the greatest value is known. */
export function percentile(points: readonly MetricPoint[], p: number): number | undefined {
  const [first] = points.filter(({ bounds }) => bounds !== undefined);
  const bounds = first?.bounds;
  if (bounds === undefined) return undefined;
  const alike = points.filter((point) => isSame(point.bounds, bounds));
  const counts = Array.from({ length: bounds.length + 1 }, (_, bucket) =>
    alike.reduce((sum, point) => sum + (point.bucketCounts?.[bucket] ?? 0), 0),
  );
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0 || alike.length < points.length) return undefined;
  const rank = Math.min(Math.max(p, 0), 1) * total;
  let below = 0;
  for (const [bucket, count] of counts.entries()) {
    if (count > 0 && below + count >= rank) {
      const low = bucket === 0 ? Math.min(0, bounds[0] ?? 0) : (bounds[bucket - 1] as number);
      const high = bounds[bucket] ?? greatest(alike);
      return high === Number.POSITIVE_INFINITY ? high : low + (high - low) * ((rank - below) / count);
    }
    below += count;
  }
  return undefined;
}

function greatest(points: readonly MetricPoint[]): number {
  return Math.max(...points.map(({ max }) => max ?? Number.POSITIVE_INFINITY));
}

function isSame(a: readonly number[] | undefined, b: readonly number[]): boolean {
  return a !== undefined && a.length === b.length && a.every((bound, index) => bound === b[index]);
}
