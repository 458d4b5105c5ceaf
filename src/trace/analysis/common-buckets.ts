/**
 * Histograms in buckets that all of them can be counted in, so that they can be added, and one taken from another. A bound
 * stays where it splits no bucket that holds something, because nobody knows how the values inside of it lie:
 *
 *   a   |   3   |   0   |   2   |            bounds 1 2 4
 *   b           |       5       |            bounds 2 8, and a bound of `a` inside: 4 goes
 *   =   |   3   |       2 and 5       |      bounds 1 2 8
 *
 * Exponential histograms nest: a finer scale always fits into a coarser one. Linear in bounds times histograms.
 */
import type { MetricPoint } from '../model/types.ts';

export interface CommonBuckets {
  readonly bounds: readonly number[];
  /** Of each histogram, in the order given; one more than bounds. */
  readonly counts: readonly (readonly number[])[];
}

/** Those without buckets count nothing. */
export function inCommonBuckets(points: readonly MetricPoint[]): CommonBuckets {
  const bounds = commonBounds(points);
  const counts = points.map((point) => {
    const own = new Array<number>(bounds.length + 1).fill(0);
    for (const { high, count } of filledBuckets(point)) {
      const at = firstNotBelow(bounds, high);
      own[at] = (own[at] ?? 0) + count;
    }
    return own;
  });
  return { bounds, counts };
}

/** All of them as one, with what they have in common. */
export function mergedHistogram(points: readonly MetricPoint[]): MetricPoint | undefined {
  const [first] = points;
  if (first === undefined) return undefined;
  const { bounds, counts } = inCommonBuckets(points);
  const greatest = points.map(({ max }) => max ?? Number.POSITIVE_INFINITY);
  const max = greatest.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  return {
    attributes: new Map(),
    timeNs: first.timeNs,
    value: points.reduce((sum, { value }) => sum + value, 0),
    count: points.reduce((sum, { count = 0 }) => sum + count, 0),
    bounds,
    bucketCounts: bounds.map((_, at) => added(counts, at)).concat(added(counts, bounds.length)),
    ...(Number.isFinite(max) ? { max } : {}),
  };
}

/** What came into a cumulative histogram since an earlier state of it; undefined where it was begun anew in between. */
export function recordedSince(earlier: MetricPoint, later: MetricPoint): MetricPoint | undefined {
  if ((earlier.count ?? 0) > (later.count ?? 0)) return undefined;
  const { bounds, counts } = inCommonBuckets([earlier, later]);
  const [before = [], after = []] = counts;
  const bucketCounts = after.map((count, at) => count - (before[at] ?? 0));
  if (bucketCounts.some((count) => count < 0)) return undefined;
  return {
    ...later,
    value: later.value - earlier.value,
    count: (later.count ?? 0) - (earlier.count ?? 0),
    bounds,
    bucketCounts,
  };
}

const added = (counts: readonly (readonly number[])[], at: number): number =>
  counts.reduce((sum, own) => sum + (own[at] ?? 0), 0);

function commonBounds(points: readonly MetricPoint[]): readonly number[] {
  const all = [...new Set(points.flatMap(({ bounds = [] }) => bounds))].sort((a, b) => a - b);
  const isSplitting = new Uint8Array(all.length);
  for (const point of points) {
    for (const { low, high } of filledBuckets(point)) {
      for (let at = firstNotBelow(all, low); at < all.length && (all[at] as number) < high; at++)
        if ((all[at] as number) > low) isSplitting[at] = 1;
    }
  }
  return all.filter((_, at) => isSplitting[at] === 0);
}

function* filledBuckets({ bounds = [], bucketCounts = [] }: MetricPoint) {
  for (const [at, count] of bucketCounts.entries()) {
    if (count === 0) continue;
    const low = bounds[at - 1] ?? Number.NEGATIVE_INFINITY;
    yield { low, high: bounds[at] ?? Number.POSITIVE_INFINITY, count };
  }
}

/** The bucket in which a value lies: that of the first bound which is not below it. */
function firstNotBelow(bounds: readonly number[], value: number): number {
  let from = 0;
  let to = bounds.length;
  while (from < to) {
    const middle = (from + to) >>> 1;
    if ((bounds[middle] as number) < value) from = middle + 1;
    else to = middle;
  }
  return from;
}
